package io.nmr;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;
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
  private @Nullable ServiceTracker<Registrar, Loaded> registrars;

  /** For subclasses, which the framework instantiates through {@code Bundle-Activator}. */
  protected NetworkModule() {}

  /**
   * Registers the module: DriverEntry. Called on the thread that starts the bundle or the
   * registrar, again each time the registrar comes back.
   *
   * @throws Exception if the module cannot run; {@link #unload} is called all the same, and the
   *     bundle's start, where this is part of it, fails
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

  @Override
  public final void start(BundleContext started) throws Exception {
    context = started;
    ServiceTracker<Registrar, Loaded> tracker =
        new ServiceTracker<>(started, Registrar.class, new Loader());
    registrars = tracker;
    try {
      tracker.open();
    } catch (LoadFailed failed) {
      tracker.close();
      throw failed.reason;
    }
  }

  @Override
  public final void stop(BundleContext stopped) throws Exception {
    ServiceTracker<Registrar, Loaded> tracker = registrars;
    if (tracker != null) {
      tracker.close();
    }
  }

  /** The registrar that this module is loaded with, an instance of its own. */
  private record Loaded(ServiceObjects<Registrar> registrars, Registrar registrar) {}

  /**
   * Loads the module when the registrar comes, unloads it when it goes; one registrar at a time.
   */
  private final class Loader implements ServiceTrackerCustomizer<Registrar, Loaded> {
    private final AtomicBoolean isTaken = new AtomicBoolean();

    @Override
    public @Nullable Loaded addingService(ServiceReference<Registrar> reference) {
      if (!isTaken.compareAndSet(false, true)) {
        return null;
      }
      ServiceObjects<Registrar> objects = bundleContext().getServiceObjects(reference);
      Registrar registrar = objects == null ? null : objects.getService();
      if (registrar == null) {
        isTaken.set(false);
        return null;
      }
      Loaded loaded = new Loaded(objects, registrar);
      try {
        load(registrar);
      } catch (Exception | Error thrown) {
        LoadFailed failed = new LoadFailed(thrown);
        try {
          release(loaded);
        } catch (RuntimeException | Error second) {
          failed.reason.addSuppressed(second);
        }
        throw failed;
      }
      return loaded;
    }

    @Override
    public void modifiedService(ServiceReference<Registrar> reference, Loaded loaded) {}

    @Override
    public void removedService(ServiceReference<Registrar> reference, Loaded loaded) {
      release(loaded);
    }

    private void release(Loaded loaded) {
      List<Throwable> failures = new ArrayList<>();
      try {
        loaded.registrars().ungetService(loaded.registrar()); // returns when all is detached
      } catch (RuntimeException | Error thrown) {
        failures.add(thrown);
      }
      try {
        unload();
      } catch (Exception | Error thrown) {
        failures.add(thrown);
      }
      isTaken.set(false);
      if (!failures.isEmpty()) {
        IllegalStateException failed =
            new IllegalStateException(NetworkModule.this + " failed to unload");
        failures.forEach(failed::addSuppressed);
        throw failed;
      }
    }
  }

  /** Carries what {@link #load} threw out of the tracker. */
  private static final class LoadFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Exception reason;

    LoadFailed(Throwable thrown) {
      super("load failed", thrown);
      reason =
          thrown instanceof Exception exception
              ? exception
              : new IllegalStateException("load failed", thrown);
    }
  }
}
