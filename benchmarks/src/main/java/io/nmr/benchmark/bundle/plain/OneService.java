package io.nmr.benchmark.bundle.plain;

import io.nmr.benchmark.bundle.contract.Increment;
import io.nmr.benchmark.bundle.contract.Job;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** A single service; the framework unregisters it. */
public final class OneService implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    context.registerService(Job.class, new Increment(), FrameworkUtil.asDictionary(Map.of()));
  }

  @Override
  public void stop(BundleContext context) {}
}
