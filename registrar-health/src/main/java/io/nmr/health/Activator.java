package io.nmr.health;

import io.nmr.runtime.RegistrarRuntime;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Registers the health check as long as Felix Health Checks has an executor. Without one the bundle
 * runs and does nothing.
 */
public final class Activator implements BundleActivator {
  static final String MINUTES = "nmr.health.failures.minutes";
  private static final int LONGEST_MINUTES = 60 * 24 * 365;

  private @Nullable ServiceTracker<RegistrarRuntime, RegistrarRuntime> runtimes;
  private @Nullable ServiceTracker<?, ?> executors;

  /** For the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    Duration recent = recent(context.getProperty(MINUTES));
    ServiceTracker<RegistrarRuntime, RegistrarRuntime> runtime =
        new ServiceTracker<>(context, RegistrarRuntime.class, null);
    runtime.open();
    runtimes = runtime;
    Health health =
        new Health(() -> Optional.ofNullable(runtime.getService()), recent, Clock.systemUTC());
    // By name: the package is there only when Felix Health Checks is.
    ServiceTracker<Object, ServiceRegistration<?>> tracker =
        new ServiceTracker<>(
            context, "org.apache.felix.hc.api.execution.HealthCheckExecutor", null) {
          @Override
          public ServiceRegistration<?> addingService(ServiceReference<Object> executor) {
            return RegistrarCheck.register(context, health);
          }

          @Override
          public void removedService(
              ServiceReference<Object> executor, ServiceRegistration<?> registration) {
            registration.unregister();
          }
        };
    tracker.open();
    executors = tracker;
  }

  /** Reads the framework property: whole minutes, ten where it is not set. */
  static Duration recent(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return Duration.ofMinutes(10);
    }
    int minutes = text.trim().matches("\\d{1,6}") ? Integer.parseInt(text.trim()) : 0;
    if (minutes < 1 || minutes > LONGEST_MINUTES) {
      throw new IllegalArgumentException(
          MINUTES + " is '" + text + "'; give whole minutes from 1 to " + LONGEST_MINUTES);
    }
    return Duration.ofMinutes(minutes);
  }

  @Override
  public void stop(BundleContext context) {
    if (executors != null) {
      executors.close();
    }
    if (runtimes != null) {
      runtimes.close();
    }
  }
}
