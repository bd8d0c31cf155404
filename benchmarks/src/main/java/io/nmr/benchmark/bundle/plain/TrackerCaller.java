package io.nmr.benchmark.bundle.plain;

import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.Job;
import java.util.function.IntUnaryOperator;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** Calls the best service that there is, as most code does. */
public final class TrackerCaller implements BundleActivator {
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
