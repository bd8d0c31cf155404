package io.nmr.metrics;

import io.nmr.log.MessageLog;
import io.nmr.log.service.ServiceLog;
import io.nmr.runtime.RegistrarRuntime;
import java.io.IOException;
import java.net.BindException;
import java.time.Clock;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Opens the endpoint and measures each registrar; does neither if the endpoint is off. */
public final class Activator implements BundleActivator {
  private @Nullable Endpoint endpoint;
  private @Nullable ServiceTracker<RegistrarRuntime, RegistrarRuntime> runtimes;

  /** For the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    Settings settings = Settings.read(context::getProperty);
    OptionalInt port = settings.port();
    if (port.isEmpty()) {
      return;
    }
    Metrics metrics = new Metrics(Clock.systemUTC());
    Endpoint opened =
        open(
            settings.host(),
            port.getAsInt(),
            metrics,
            new ServiceLog(context, "io.nmr.registrar.metrics"));
    if (opened != null) {
      endpoint = opened;
      Runtimes tracker = new Runtimes(context, metrics);
      tracker.open();
      runtimes = tracker;
    }
  }

  /** Opens the endpoint, or logs why it cannot be opened: nothing else depends on it. */
  private static @Nullable Endpoint open(String host, int port, Metrics metrics, MessageLog log) {
    try {
      Endpoint opened = Endpoint.open(host, port, metrics::scrape);
      log.log(LogMessage.OPEN, opened.uri());
      return opened;
    } catch (BindException taken) {
      log.log(LogMessage.PORT_TAKEN, port, host, taken.getMessage());
    } catch (IOException failed) {
      log.log(LogMessage.NO_ADDRESS, failed.getMessage());
    } catch (NoClassDefFoundError absent) { // an optional import
      log.log(LogMessage.NO_SERVER);
    }
    return null;
  }

  @Override
  public void stop(BundleContext context) {
    if (endpoint != null) {
      endpoint.close();
    }
    if (runtimes != null) {
      runtimes.close();
    }
  }

  /** Measures each registrar while it is running. */
  private static final class Runtimes extends ServiceTracker<RegistrarRuntime, RegistrarRuntime> {
    private final Metrics metrics;

    Runtimes(BundleContext context, Metrics metrics) {
      super(context, RegistrarRuntime.class, null);
      this.metrics = metrics;
    }

    @Override
    public @Nullable RegistrarRuntime addingService(ServiceReference<RegistrarRuntime> reference) {
      RegistrarRuntime runtime = context.getService(reference);
      if (runtime != null) {
        metrics.add(runtime);
      }
      return runtime;
    }

    @Override
    public void removedService(
        ServiceReference<RegistrarRuntime> reference, RegistrarRuntime runtime) {
      metrics.remove(runtime);
      context.ungetService(reference);
    }
  }
}
