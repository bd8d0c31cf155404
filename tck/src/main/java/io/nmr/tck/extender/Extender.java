package io.nmr.tck.extender;

import io.nmr.BindingContext;
import io.nmr.ProviderOffer;
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
 * Makes every bundle that was installed after this one a module, as soon as it is active: a
 * provider and a client of {@link Greeting#NPI}, in the bundle's own name, so that the registrar
 * holds the bundle's stop. The extender deregisters nothing, the hold does.
 */
public final class Extender implements BundleActivator {
  private final Counts counts = new Counts();
  private @Nullable BundleTracker<Bundle> tracker;

  /** For the framework. */
  public Extender() {}

  @Override
  public void start(BundleContext context) {
    ServiceReference<Registrar> registrar = context.getServiceReference(Registrar.class);
    long own = context.getBundle().getBundleId();
    BundleTracker<Bundle> opened =
        new BundleTracker<>(context, Bundle.ACTIVE, null) {
          @Override
          public @Nullable Bundle addingBundle(Bundle bundle, @Nullable BundleEvent event) {
            if (bundle.getBundleId() <= own) {
              return null;
            }
            register(bundle.getBundleContext(), registrar);
            return bundle;
          }
        };
    opened.open();
    tracker = opened;
    context.registerService(Supplier.class, counts, null);
  }

  /** The reference is the extender's: the tests' service hooks hide services from bundles. */
  private void register(BundleContext module, ServiceReference<Registrar> reference) {
    Registrar registrar;
    try {
      registrar = module.getService(reference);
    } catch (IllegalStateException isClosed) {
      // Equinox 3.24.300 starts a bundle whose latest stop threw with its old, closed context.
      counts.add(Counts.WITHOUT_CONTEXT);
      return;
    }
    registrar.registerProvider(Greeting.NPI, offer -> BindingContext.of(() -> "hello"));
    counts.add(Counts.REGISTERED);
    registrar.registerClient(
        Greeting.NPI,
        offer -> ProviderOffer.attach(offer, provider -> new Client(counts, provider)));
    counts.add(Counts.REGISTERED);
  }

  @Override
  public void stop(BundleContext context) {
    if (tracker != null) {
      tracker.close();
    }
  }
}
