package io.nmr.benchmark.bundle;

import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.Job;
import io.nmr.benchmark.bundle.contract.Jobs;
import java.util.function.LongSupplier;
import org.apache.felix.dm.DependencyActivatorBase;
import org.apache.felix.dm.DependencyManager;
import org.osgi.framework.BundleContext;

/** Activators of the bundles that meet through the Felix Dependency Manager. */
public final class DependencyManagerBundles {
  private DependencyManagerBundles() {}

  /** Adds as many components with a service as the harness says. */
  public static final class ManyComponents extends DependencyActivatorBase {
    @Override
    public void init(BundleContext context, DependencyManager manager) {
      int count = Facts.count(context);
      for (int number = 0; number < count; number++) {
        manager.add(
            createComponent()
                .setInterface(Job.class.getName(), null)
                .setImplementation(new Jobs.Increment()));
      }
    }
  }

  /** One component with an optional dependency on every job; the manager keeps the list of them. */
  public static final class DependentComponent extends DependencyActivatorBase {
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

    /** Called by the manager. */
    public void add(Job job) {
      bound++;
    }

    /** Called by the manager. */
    public void remove(Job job) {
      bound--;
    }
  }
}
