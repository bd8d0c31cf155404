package io.nmr.benchmark.bundle.plain;

import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.Increment;
import io.nmr.benchmark.bundle.contract.Job;
import java.util.Dictionary;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** As many services as the harness says; the framework unregisters them. */
public final class ManyServices implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    int count = Facts.count(context);
    Dictionary<String, ?> none = FrameworkUtil.asDictionary(Map.of());
    for (int number = 0; number < count; number++) {
      context.registerService(Job.class, new Increment(), none);
    }
  }

  @Override
  public void stop(BundleContext context) {}
}
