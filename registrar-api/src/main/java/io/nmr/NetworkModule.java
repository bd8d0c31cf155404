package io.nmr;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * The activator of a module: waits for the registrar, in any start order, then calls {@link #load};
 * before the bundle has stopped, or when the registrar goes, every registration is detached and
 * then {@link #unload} is called. NMR's DriverEntry and Unload.
 *
 * <p>A module needs no line for unloading: the registrar deregisters what was registered and holds
 * the bundle's stop until every peer has detached.
 */
@ConsumerType
public abstract class NetworkModule implements BundleActivator {
  private @Nullable BundleContext context;
  private Runnable stopping = () -> {};

  /** For subclasses, which the framework instantiates through {@code Bundle-Activator}. */
  protected NetworkModule() {}

  /**
   * Registers the module: DriverEntry. Called on the thread that starts the bundle or the
   * registrar, again each time the registrar comes back.
   *
   * @throws Exception if the module cannot run; {@link #unload} is called all the same, and the
   *     bundle's start, where this is part of it, fails. Not so if the registrar is stopping, or
   *     the bundle: then the module has found no registrar yet
   */
  protected abstract void load(Registrar registrar) throws Exception;

  /**
   * Frees what {@link #load} took: Unload. Called after everything is detached and no call is in
   * progress, also after a load that threw.
   */
  protected void unload() throws Exception {}

  /** The bundle's context. */
  protected final BundleContext bundleContext() {
    BundleContext known = context;
    if (known == null) {
      throw new IllegalStateException(getClass().getName() + " is not started");
    }
    return known;
  }

  /** For messages, which the framework logs: it knows the bundle, and not which class of it. */
  private String moduleName() {
    return getClass().getName();
  }

  @Override
  public final void start(BundleContext started) throws Exception {
    context = started;
    Loader loader = new Loader(started.getBundle());
    ServiceTracker<Registrar, Loaded> tracker =
        new ServiceTracker<>(started, Registrar.class, loader);
    stopping =
        () -> {
          tracker.close();
          loader.end();
        };
    try {
      tracker.open();
    } catch (LoadFailed failed) {
      tracker.close();
      throw failed.reason;
    }
  }

  @Override
  public final void stop(BundleContext stopped) throws Exception {
    stopping.run();
  }

  /** The registrar that this module is loaded with, an instance of its own. */
  private record Loaded(ServiceObjects<Registrar> registrars, Registrar registrar) {
    /**
     * Returns when all is detached. Where the framework takes the registrar back on another thread,
     * as the registrar stops, that thread waits, and this unget returns or throws at once: so it is
     * closed, too.
     */
    void release() {
      try {
        registrars.ungetService(registrar);
      } catch (IllegalArgumentException | IllegalStateException takenBack) {
        // There is nothing to give back any more; that all is detached is seen to below.
      }
      if (registrar instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Exception thrown) {
          throw new IllegalStateException(registrar + " cannot be closed", thrown);
        }
      }
    }
  }

  /**
   * Loads the module when the registrar comes, unloads it when it goes; one registrar at a time.
   *
   * <p>The registrar may come or go on another thread while the bundle stops. The bundle's stop
   * must not return while that thread is in {@code load} or {@code unload}, so both run under a
   * lock that the stop takes last. No lock is held while the registrar drains.
   */
  private final class Loader implements ServiceTrackerCustomizer<Registrar, Loaded> {
    private final Bundle self;
    private final ReentrantLock lifeCycle = new ReentrantLock();

    @GuardedBy("lifeCycle")
    private boolean isLoaded;

    /** The bundle has stopped: a registrar that a thread has got before comes too late. */
    @GuardedBy("lifeCycle")
    private boolean isOver;

    Loader(Bundle self) {
      this.self = self;
    }

    @Override
    public @Nullable Loaded addingService(ServiceReference<Registrar> reference) {
      ServiceObjects<Registrar> objects = bundleContext().getServiceObjects(reference);
      Registrar registrar = objects == null ? null : objects.getService();
      if (registrar == null) {
        return null;
      }
      Loaded loaded = new Loaded(objects, registrar);
      try {
        if (loadOnce(registrar)) {
          return loaded;
        }
        loaded.release();
        return null;
      } catch (Exception | Error thrown) {
        LoadFailed failed = new LoadFailed(moduleName(), thrown);
        try {
          removedService(reference, loaded);
        } catch (RuntimeException | Error second) {
          failed.reason.addSuppressed(second);
          throw failed;
        }
        // One that stops refuses what the load has still to register. That is no failure: the
        // module finds no registrar yet, and loads when there is one again.
        if (thrown instanceof Exception && (isGoing(reference.getBundle()) || isGoing(self))) {
          return null;
        }
        throw failed;
      }
    }

    private static boolean isGoing(@Nullable Bundle bundle) {
      return bundle == null || (bundle.getState() & (Bundle.STARTING | Bundle.ACTIVE)) == 0;
    }

    /** False if the module is loaded already, with another registrar, or has stopped. */
    private boolean loadOnce(Registrar registrar) throws Exception {
      lifeCycle.lock();
      try {
        if (isLoaded || isOver) {
          return false;
        }
        isLoaded = true;
        load(registrar);
        return true;
      } finally {
        lifeCycle.unlock();
      }
    }

    @Override
    public void modifiedService(ServiceReference<Registrar> reference, Loaded loaded) {}

    @Override
    public void removedService(ServiceReference<Registrar> reference, Loaded loaded) {
      RuntimeException failed = null;
      try {
        loaded.release();
      } catch (RuntimeException thrown) {
        failed = thrown;
      }
      finish();
      if (failed != null) {
        throw failed;
      }
    }

    /** Unloads, if that has not been done; or waits for the thread that does it. */
    private void finish() {
      lifeCycle.lock();
      try {
        if (isLoaded) {
          isLoaded = false;
          unload();
        }
      } catch (Exception thrown) {
        throw new IllegalStateException(
            moduleName() + " failed to unload; look for what it has not freed", thrown);
      } finally {
        lifeCycle.unlock();
      }
    }

    /** The same for the last time. */
    void end() {
      lifeCycle.lock();
      try {
        isOver = true;
        finish();
      } finally {
        lifeCycle.unlock();
      }
    }
  }

  /** Carries what {@link #load} threw out of the tracker. */
  private static final class LoadFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Exception reason;

    LoadFailed(String module, Throwable thrown) {
      super(module + " failed to load and is not registered; mend it and start it anew", thrown);
      reason =
          thrown instanceof Exception exception
              ? exception
              : new IllegalStateException(getMessage(), thrown);
    }
  }
}
