package io.nmr.benchmark.bundle;

import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.Job;
import io.nmr.benchmark.bundle.contract.Jobs;
import java.util.Dictionary;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;

/** Activators of the bundles that meet as OSGi services, through trackers. */
public final class PlainBundles {
  private PlainBundles() {}

  /** Registers as many services as the harness says; the framework unregisters them. */
  public static final class ManyServices implements BundleActivator {
    @Override
    public void start(BundleContext context) {
      int count = Facts.count(context);
      Dictionary<String, ?> none = FrameworkUtil.asDictionary(Map.of());
      for (int number = 0; number < count; number++) {
        context.registerService(Job.class, new Jobs.Increment(), none);
      }
    }

    @Override
    public void stop(BundleContext context) {}
  }

  /** Opens a tracker of all services, which ends with the bundle. */
  public static final class Tracker implements BundleActivator {
    @Override
    public void start(BundleContext context) {
      ServiceTracker<Job, Job> tracker = new ServiceTracker<>(context, Job.class, null);
      tracker.open();
      Facts.tell(context, LongSupplier.class, tracker::size, "bound");
    }

    @Override
    public void stop(BundleContext context) {}
  }

  /** Registers a single service; the framework unregisters it. */
  public static final class OneService implements BundleActivator {
    @Override
    public void start(BundleContext context) {
      context.registerService(
          Job.class, new Jobs.Increment(), FrameworkUtil.asDictionary(Map.of()));
    }

    @Override
    public void stop(BundleContext context) {}
  }

  /** Opens as many trackers as the harness says. */
  public static final class ManyTrackers implements BundleActivator {
    @Override
    public void start(BundleContext context) {
      int count = Facts.count(context);
      for (int number = 0; number < count; number++) {
        new ServiceTracker<>(context, Job.class, null).open();
      }
    }

    @Override
    public void stop(BundleContext context) {}
  }

  /** A bundle with nothing to stop. */
  public static final class Nothing implements BundleActivator {
    @Override
    public void start(BundleContext context) {}

    @Override
    public void stop(BundleContext context) {}
  }

  /** Registers a service whose job fails once its bundle has stopped. */
  public static final class SwappedService implements BundleActivator {
    private Jobs.@Nullable Closable job;
    private @Nullable ServiceRegistration<Job> registration;

    @Override
    public void start(BundleContext context) {
      Jobs.Closable started = new Jobs.Closable(context.getBundle().getVersion().getMajor());
      job = started;
      registration =
          context.registerService(
              Job.class,
              started,
              FrameworkUtil.asDictionary(
                  Map.of(Constants.SERVICE_RANKING, Facts.header(context, Facts.PRIORITY))));
    }

    /** Unregisters the service first, so that no client gets it any more, and then closes it. */
    @Override
    public void stop(BundleContext context) {
      ServiceRegistration<Job> registered = registration;
      if (registered != null) {
        registered.unregister();
      }
      Jobs.Closable started = job;
      if (started != null) {
        started.close();
      }
    }
  }

  /** Calls the best service of a tracker, as most code does. */
  public static final class TrackerCaller implements BundleActivator {
    @Override
    public void start(BundleContext context) {
      ServiceTracker<Job, Job> tracker = new ServiceTracker<>(context, Job.class, null);
      tracker.open();
      IntUnaryOperator call = value -> tracker.getService().run(value);
      Facts.tell(context, IntUnaryOperator.class, call, "call");
    }

    @Override
    public void stop(BundleContext context) {}
  }
}
