package io.nmr.config;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Takes configurations as long as Config Admin is running. Without it the bundle does nothing, and
 * the framework properties are in force.
 */
public final class Activator implements BundleActivator {
  private @Nullable ServiceTracker<?, ?> admins;
  private @Nullable Configured configured;

  /** For the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    Configured made = new Configured(context);
    configured = made;
    // By name: the package is there only when Config Admin is.
    ServiceTracker<Object, List<ServiceRegistration<?>>> tracker =
        new ServiceTracker<>(context, "org.osgi.service.cm.ConfigurationAdmin", null) {
          @Override
          public List<ServiceRegistration<?>> addingService(ServiceReference<Object> admin) {
            ServiceRegistration<?> configurations = Configurations.register(context, made);
            Object service = context.getService(admin);
            return List.of(configurations, UnreadConfigurations.register(context, service));
          }

          @Override
          public void removedService(
              ServiceReference<Object> admin, List<ServiceRegistration<?>> registrations) {
            registrations.forEach(ServiceRegistration::unregister);
            context.ungetService(admin);
          }
        };
    made.open();
    tracker.open();
    admins = tracker;
  }

  @Override
  public void stop(BundleContext context) {
    if (admins != null) {
      admins.close();
    }
    if (configured != null) {
      configured.close();
    }
  }
}
