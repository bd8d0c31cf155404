package io.nmr.deploy.engine;

import io.nmr.deploy.DeployException;
import io.nmr.deploy.Request;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Refuses operations that would stop the framework, the engine, or the bundle that asks. */
final class Refusals {
  private final BundleContext context;
  private final Bundle own;
  private final Wiring wiring;

  Refusals(BundleContext context, Wiring wiring) {
    this.context = context;
    this.own = context.getBundle();
    this.wiring = wiring;
  }

  /**
   * An installed bundle.
   *
   * @throws DeployException if there is none with that id
   */
  Bundle bundle(long id) {
    Bundle bundle = context.getBundle(id);
    if (bundle == null) {
      throw new DeployException("there is no bundle " + id);
    }
    return bundle;
  }

  /**
   * Checks that a request may stop a bundle and, unless it is a stop alone, refresh what is wired
   * to it.
   *
   * @throws DeployException if it may not
   */
  void check(Bundle bundle, Request request) {
    checkStop(bundle, request);
    if (request.kind() != Request.Kind.STOP) {
      checkRefresh(bundle, request);
    }
  }

  private void checkStop(Bundle bundle, Request request) {
    if (bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
      throw new DeployException("the framework itself is not unloaded; exit 0 ends it");
    }
    if (request.spared().contains(bundle.getBundleId())) {
      throw new DeployException(
          "%s is part of this %s, which cannot unload itself"
              .formatted(BundleNames.of(bundle), request.by()));
    }
    if (bundle.equals(own)) {
      throw new DeployException(
          BundleNames.of(bundle) + " is what unloads, and cannot unload itself");
    }
  }

  private void checkRefresh(Bundle bundle, Request request) {
    for (Bundle wired : wiring.dependents(bundle)) {
      if (wired.equals(own) || request.spared().contains(wired.getBundleId())) {
        throw new DeployException(
            "%s is what %s is wired to, which would not survive the refresh; stop it only"
                .formatted(
                    BundleNames.of(bundle),
                    wired.equals(own) ? "the deployer" : "this " + request.by()));
      }
    }
  }
}
