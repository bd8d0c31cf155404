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
 * The base class for a module's bundle activator: NMR's DriverEntry and Unload. It waits for the
 * registrar service, in any start order, and calls {@link #load} when there is one. When the bundle
 * stops, or the registrar goes, every registration is detached, and then {@link #unload} is called.
 *
 * <p>A module needs no code to deregister: the registrar deregisters what the module has
 * registered, and holds the bundle's stop back until every peer has detached.
 */
@ConsumerType
public abstract class NetworkModule implements BundleActivator {
  private @Nullable BundleContext context;
  private Runnable stopping = () -> {};

  /** Called by subclasses; the framework instantiates the class that Bundle-Activator names. */
  protected NetworkModule() {}

  /**
   * Registers the module: DriverEntry. Called on the thread that starts the bundle or the
   * registrar, and again each time the registrar comes back.
   *
   * @param registrar the registrar, in an instance of this module's own
   * @throws Exception if the module cannot run; {@link #unload} is called nevertheless, and if this
   *     call is part of the bundle's start, that start fails. If the registrar or the bundle is
   *     stopping, the exception is ignored, and the module is loaded when there is a registrar
   *     again
   */
  protected abstract void load(Registrar registrar) throws Exception;

  /**
   * Frees what {@link #load} has taken: Unload. Called when every registration is detached and no
   * call is in progress, on the thread that stops the bundle or the registrar; also after a load
   * that threw, on the thread of that load.
   *
   * @throws Exception if something could not be freed; the framework logs it
   */
  protected void unload() throws Exception {}

  /**
   * Returns the context of this module's bundle.
   *
   * @return the context, valid until the bundle has stopped
   * @throws IllegalStateException before the bundle is started
   */
  protected final BundleContext bundleContext() {
    BundleContext known = context;
    if (known == null) {
      throw new IllegalStateException(getClass().getName() + " is not started");
    }
    return known;
  }

  /** The class to name in exceptions; the framework, which logs them, adds only the bundle. */
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

  /** The registrar that the module is loaded with, in an instance of the module's own. */
  private record Loaded(ServiceObjects<Registrar> registrars, Registrar registrar) {
    /**
     * Gives the registrar back and returns when every registration is detached. When the registrar
     * stops, the framework takes the instance back on another thread; that thread waits, but the
     * unget here returns or throws at once. So the instance is closed as well, which waits.
     */
    void release() {
      try {
        registrars.ungetService(registrar);
      } catch (IllegalArgumentException | IllegalStateException takenBack) {
        // The framework has taken the instance back already; the close below waits.
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
   * Loads the module when the registrar comes and unloads it when the registrar goes, with one
   * registrar at a time.
   *
   * <p>The registrar may come or go on another thread while the bundle stops. The bundle's stop
   * must not return while that thread is in {@code load} or {@code unload}, so both run under a
   * lock, {@code lifeCycle}, which the stop takes last. The lock is not held while the registrar
   * drains.
   */
  private final class Loader implements ServiceTrackerCustomizer<Registrar, Loaded> {
    private final Bundle self;
    private final ReentrantLock lifeCycle = new ReentrantLock();

    @GuardedBy("lifeCycle")
    private boolean isLoaded;

    /** Whether the bundle has stopped; a registrar that arrives afterwards is ignored. */
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
        // A registrar or bundle that is stopping refuses further registrations. That is no failure
        // of the module, which is loaded when there is a registrar again.
        if (thrown instanceof Exception && (isGoing(reference.getBundle()) || isGoing(self))) {
          return null;
        }
        throw failed;
      }
    }

    private static boolean isGoing(@Nullable Bundle bundle) {
      return bundle == null || (bundle.getState() & (Bundle.STARTING | Bundle.ACTIVE)) == 0;
    }

    /** Loads; returns false if the module is loaded with another registrar or has stopped. */
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

    /** Unloads if the module is loaded, or waits for the thread that is unloading it. */
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

    /** Unloads for the last time; registrars that arrive later are ignored. */
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

  /** Carries the exception of {@link #load} out of the service tracker's callback. */
  private static final class LoadFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Exception reason;

    LoadFailed(String module, Throwable thrown) {
      super(
          module
              + " failed to load and is not registered; fix the cause and start the bundle again",
          thrown);
      reason =
          thrown instanceof Exception exception
              ? exception
              : new IllegalStateException(getMessage(), thrown);
    }
  }
}
