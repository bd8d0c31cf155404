package io.nmr.benchmark.bundle.plain;

import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.Job;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** As many trackers as the harness says. */
public final class ManyTrackers implements BundleActivator {
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
