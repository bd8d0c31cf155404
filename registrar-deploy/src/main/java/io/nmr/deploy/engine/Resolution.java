package io.nmr.deploy.engine;

import io.nmr.deploy.DeployException;
import io.nmr.deploy.engine.Task.CancelledException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.hooks.bundle.CollisionHook;

/**
 * Finds out from the framework whether a bundle can be resolved, before any other bundle is
 * touched. The bundle is installed beside all others for that. OSGi refuses a second bundle of the
 * same name and version unless a {@link CollisionHook} allows it; the hook here allows it for such
 * trials alone.
 */
final class Resolution {
  private static final long TICK_MILLIS = 20;

  /** True on a thread while it installs a bundle for a trial. */
  private final ThreadLocal<Boolean> isTrial = ThreadLocal.withInitial(() -> false);

  private final BundleContext context;
  private final Wiring wiring;

  Resolution(BundleContext context, Wiring wiring) {
    this.context = context;
    this.wiring = wiring;
  }

  /** The hook, which the framework calls on the thread that installs. */
  CollisionHook hook() {
    return (operation, target, candidates) -> {
      if (isTrial.get()) {
        candidates.clear();
      }
    };
  }

  /**
   * Resolves an installed bundle. While other operations install bundles, one of these may bring
   * what is missing, so this method waits for them. It waits no longer than the operation's
   * timeout, because such an operation may wait for this one.
   *
   * @return what is missing, in words; empty if the bundle is resolved
   */
  String resolve(Bundle fresh, Task task, BooleanSupplier othersInstall)
      throws InterruptedException, CancelledException {
    long end = System.nanoTime() + task.request().timeout().toNanos();
    while (true) {
      boolean mayCome = othersInstall.getAsBoolean() && System.nanoTime() - end < 0;
      if (wiring.resolve(fresh)) {
        return "";
      } else if (!mayCome) {
        return wiring.missing(fresh);
      }
      task.check();
      Thread.sleep(TICK_MILLIS);
    }
  }

  /**
   * Tries to resolve a bundle that cannot stay beside the one that it is to replace.
   *
   * @return what is missing, in words; empty if the bundle could be resolved, or only its start
   *     tells
   */
  String tried(Jar jar, Task task, BooleanSupplier othersInstall)
      throws BundleException, InterruptedException, CancelledException {
    if (jar.isSingleton() || jar.isFragment()) {
      return ""; // the running bundle would keep the trial from being resolved
    }
    Bundle trial;
    try {
      trial = install(jar);
    } catch (BundleException refused) {
      if (refused.getType() == BundleException.DUPLICATE_BUNDLE_ERROR) {
        return ""; // the framework is set to ask no hook
      }
      throw refused;
    }
    try {
      return resolve(trial, task, othersInstall);
    } finally {
      trial.uninstall();
    }
  }

  private Bundle install(Jar jar) throws BundleException {
    isTrial.set(true);
    try (InputStream in = jar.open()) {
      return context.installBundle("nmr-trial:" + jar.copy().getFileName(), in);
    } catch (IOException failed) {
      throw new DeployException("cannot install " + jar.file() + ": " + failed.getMessage());
    } finally {
      isTrial.remove();
    }
  }
}
