package io.nmr.tck.extender;

import io.nmr.Registrar;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.BundleTracker;

/**
 * Makes every bundle that is installed after this one a module as soon as it is active. It
 * registers a provider and a client of {@link Greeting#NPI} in the bundle's own name, so that the
 * registrar holds the bundle's stop. The extender does not deregister: the hold does, before this
 * extender hears of the stop (H1).
 */
public final class Extender implements BundleActivator {
  private final Counts counts = new Counts();
  private @Nullable BundleTracker<Module> tracker;

  @Override
  public void start(BundleContext context) {
    BundleTracker<Module> opened =
        new Modules(context, context.getServiceReference(Registrar.class), counts);
    opened.open();
    tracker = opened;
    context.registerService(Supplier.class, counts, null);
  }

  @Override
  public void stop(BundleContext context) {
    if (tracker != null) {
      tracker.close();
    }
  }

  /** Tracks the active bundles and makes modules of them. */
  private static final class Modules extends BundleTracker<Module> {
    private final long ownId;
    private final ServiceReference<Registrar> registrar;
    private final Counts counts;

    /** Takes the extender's own reference, because the tests' service hooks hide services. */
    Modules(BundleContext context, ServiceReference<Registrar> registrar, Counts counts) {
      super(context, Bundle.ACTIVE, null);
      this.ownId = context.getBundle().getBundleId();
      this.registrar = registrar;
      this.counts = counts;
    }

    @Override
    public @Nullable Module addingBundle(Bundle bundle, @Nullable BundleEvent event) {
      if (bundle.getBundleId() <= ownId) {
        return null;
      }
      Registrar own;
      try {
        own = bundle.getBundleContext().getService(registrar);
      } catch (IllegalStateException isClosed) {
        // Equinox 3.24.300 starts a bundle whose latest stop threw with its old, closed context.
        counts.add(Counts.WITHOUT_CONTEXT);
        return null;
      }
      return Module.register(own, counts);
    }

    @Override
    public void removedBundle(Bundle bundle, @Nullable BundleEvent event, Module module) {
      if (event == null) {
        return; // the extender stops, and the bundle goes on
      }
      counts.add(Counts.STOPPED);
      if (module.isBound()) {
        counts.add(Counts.STOPPED_BOUND);
      }
    }
  }
}
