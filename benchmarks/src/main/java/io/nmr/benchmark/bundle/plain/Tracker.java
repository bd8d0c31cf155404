package io.nmr.benchmark.bundle.plain;

import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.Job;
import java.util.function.LongSupplier;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** A tracker of all services; the framework ends it with the bundle. */
public final class Tracker implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    ServiceTracker<Job, Job> tracker = new ServiceTracker<>(context, Job.class, null);
    tracker.open();
    Facts.tell(context, LongSupplier.class, tracker::size, "bound");
  }

  @Override
  public void stop(BundleContext context) {}
}
