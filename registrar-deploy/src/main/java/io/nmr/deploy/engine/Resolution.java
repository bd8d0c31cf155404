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
 * Whether a bundle can be resolved, found out by the framework before anything else is touched: the
 * bundle is installed beside all others for that. Where there is one of its name and version, OSGi
 * refuses that unless a {@link CollisionHook} says otherwise, which this one does for this one
 * purpose.
 */
final class Resolution {
  private static final long TICK_MILLIS = 20;

  /** The thread that installs one for a trial, if any; threads of operations only. */
  private final ThreadLocal<Boolean> isTrial = ThreadLocal.withInitial(() -> false);

  private final BundleContext context;
  private final Wiring wiring;

  Resolution(BundleContext context, Wiring wiring) {
    this.context = context;
    this.wiring = wiring;
  }

  /** Lets the trials alone pass. For the framework, on the thread that installs. */
  CollisionHook hook() {
    return (operation, target, candidates) -> {
      if (isTrial.get()) {
        candidates.clear();
      }
    };
  }

  /**
   * Resolves an installed bundle. As long as others are being installed, it may be one of these
   * that is missing; it waits for them as long as its operation has time, for one of them may wait
   * for this operation.
   *
   * @return what is missing, in words; empty if nothing is
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

  /** The same for a bundle that cannot be installed beside the one that it is to replace. */
  String tried(Jar jar, Task task, BooleanSupplier othersInstall)
      throws BundleException, InterruptedException, CancelledException {
    if (jar.isSingleton() || jar.isFragment()) {
      return ""; // the one that runs would keep it from being resolved; its start tells
    }
    Bundle trial;
    try {
      trial = install(jar);
    } catch (BundleException refused) {
      if (refused.getType() == BundleException.DUPLICATE_BUNDLE_ERROR) {
        return ""; // a framework that is set to ask nobody
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
