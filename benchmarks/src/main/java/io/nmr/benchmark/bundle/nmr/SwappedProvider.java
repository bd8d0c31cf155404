package io.nmr.benchmark.bundle.nmr;

import io.nmr.BindingContext;
import io.nmr.NetworkModule;
import io.nmr.ProviderCharacteristics;
import io.nmr.Registrar;
import io.nmr.benchmark.bundle.contract.ClosableJob;
import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.util.ProviderSet;
import org.jspecify.annotations.Nullable;

/** A provider that is good for nothing once its bundle has stopped. */
public final class SwappedProvider extends NetworkModule {
  private @Nullable ClosableJob job;

  @Override
  protected void load(Registrar registrar) {
    ClosableJob loaded = new ClosableJob(bundleContext().getBundle().getVersion().getMajor());
    job = loaded;
    registrar.registerProvider(
        ProviderCharacteristics.of(Jobs.NPI, client -> BindingContext.of(loaded))
            .with(ProviderSet.PRIORITY, Facts.header(bundleContext(), Facts.PRIORITY)));
  }

  @Override
  protected void unload() {
    ClosableJob loaded = job;
    if (loaded != null) {
      loaded.close();
    }
  }
}
