package io.nmr.benchmark.bundle.dm;

import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.Increment;
import io.nmr.benchmark.bundle.contract.Job;
import org.apache.felix.dm.DependencyActivatorBase;
import org.apache.felix.dm.DependencyManager;
import org.osgi.framework.BundleContext;

/** As many components with a service as the harness says. */
public final class ManyComponents extends DependencyActivatorBase {
  @Override
  public void init(BundleContext context, DependencyManager manager) {
    int count = Facts.count(context);
    for (int number = 0; number < count; number++) {
      manager.add(
          createComponent()
              .setInterface(Job.class.getName(), null)
              .setImplementation(new Increment()));
    }
  }
}
