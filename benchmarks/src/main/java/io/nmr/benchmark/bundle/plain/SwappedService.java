package io.nmr.benchmark.bundle.plain;

import io.nmr.benchmark.bundle.contract.ClosableJob;
import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.Job;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** A service that is good for nothing once its bundle has stopped. */
public final class SwappedService implements BundleActivator {
  private @Nullable ClosableJob job;
  private @Nullable ServiceRegistration<Job> registration;

  @Override
  public void start(BundleContext context) {
    ClosableJob started = new ClosableJob(context.getBundle().getVersion().getMajor());
    job = started;
    registration =
        context.registerService(
            Job.class,
            started,
            FrameworkUtil.asDictionary(
                Map.of(Constants.SERVICE_RANKING, Facts.header(context, Facts.PRIORITY))));
  }

  /** Ends the service first, so that nobody who asks from now on is given it. */
  @Override
  public void stop(BundleContext context) {
    ServiceRegistration<Job> registered = registration;
    if (registered != null) {
      registered.unregister();
    }
    ClosableJob started = job;
    if (started != null) {
      started.close();
    }
  }
}
