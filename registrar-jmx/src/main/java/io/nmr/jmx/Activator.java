package io.nmr.jmx;

import io.nmr.runtime.RegistrarRuntime;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Registers an MBean for the registrar in the platform's MBean server while a registrar runs. */
public final class Activator implements BundleActivator {
  private @Nullable ServiceTracker<RegistrarRuntime, MBeanRegistration> runtimes;

  /** Called by the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    ServiceTracker<RegistrarRuntime, MBeanRegistration> tracker =
        new ServiceTracker<>(context, RegistrarRuntime.class, null) {
          @Override
          public MBeanRegistration addingService(ServiceReference<RegistrarRuntime> reference) {
            return MBeanRegistration.register(
                ManagementFactory.getPlatformMBeanServer(), context, context.getService(reference));
          }

          @Override
          public void removedService(
              ServiceReference<RegistrarRuntime> reference, MBeanRegistration registered) {
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
