package io.nmr.itest.conformance;

import io.nmr.Registrar;
import io.nmr.itest.Doing;
import io.nmr.itest.Outside;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** A started bundle, for the test to register in its name. */
final class ModuleBundle {
  private final Outside outside;
  private final Bundle bundle;
  private final Registrar registrar;

  ModuleBundle(Outside outside, Bundle bundle) throws BundleException {
    this.outside = outside;
    this.bundle = bundle;
    bundle.start();
    BundleContext context = bundle.getBundleContext();
    registrar = context.getService(context.getServiceReference(Registrar.class));
  }

  String name() {
    return bundle.getSymbolicName();
  }

  Bundle bundle() {
    return bundle;
  }

  /** The service as this bundle has it. */
  Registrar registrar() {
    return registrar;
  }

  /** A provider that accepts everyone, not yet registered. */
  Provider provider() {
    return new Provider(this, outside);
  }

  /** A client that attaches to everyone, not yet registered. */
  Client client() {
    return new Client(this, outside);
  }

  /** Stops the bundle on a thread of its own. */
  Doing stopping() {
    return Doing.run("stop " + name(), bundle::stop);
  }
}
