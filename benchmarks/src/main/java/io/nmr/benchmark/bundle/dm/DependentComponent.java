package io.nmr.benchmark.bundle.dm;

import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.Job;
import java.util.function.LongSupplier;
import org.apache.felix.dm.DependencyActivatorBase;
import org.apache.felix.dm.DependencyManager;
import org.osgi.framework.BundleContext;

/** One component with an optional dependency on every job; the manager keeps which these are. */
public final class DependentComponent extends DependencyActivatorBase {
  private long bound; // the harness starts and stops on one thread

  @Override
  public void init(BundleContext context, DependencyManager manager) {
    manager.add(
        createComponent()
            .setImplementation(this)
            .add(
                createServiceDependency()
                    .setService(Job.class)
                    .setRequired(false)
                    .setCallbacks("add", "remove")));
    Facts.tell(context, LongSupplier.class, () -> bound, "bound");
  }

  /** For the manager. */
  public void add(Job job) {
    bound++;
  }

  /** For the manager. */
  public void remove(Job job) {
    bound--;
  }
}
