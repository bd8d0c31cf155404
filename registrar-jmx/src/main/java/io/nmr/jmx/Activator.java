package io.nmr.jmx;

import io.nmr.runtime.RegistrarRuntime;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Has the registrar in the platform's MBean server as long as there is one. */
public final class Activator implements BundleActivator {
  private @Nullable ServiceTracker<RegistrarRuntime, Registered> runtimes;

  /** For the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    ServiceTracker<RegistrarRuntime, Registered> tracker =
        new ServiceTracker<>(context, RegistrarRuntime.class, null) {
          @Override
          public Registered addingService(ServiceReference<RegistrarRuntime> reference) {
            return Registered.register(
                ManagementFactory.getPlatformMBeanServer(), context, context.getService(reference));
          }

          @Override
          public void removedService(
              ServiceReference<RegistrarRuntime> reference, Registered registered) {
            registered.close();
            context.ungetService(reference);
          }
        };
    tracker.open();
    runtimes = tracker;
  }

  @Override
  public void stop(BundleContext context) {
    if (runtimes != null) {
      runtimes.close();
    }
  }
}
