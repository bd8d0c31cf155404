package io.nmr.benchmark.bundle.nmr;

import io.nmr.BindingContext;
import io.nmr.NetworkModule;
import io.nmr.ProviderCharacteristics;
import io.nmr.Registrar;
import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.Increment;

/** As many providers as the harness says. */
public final class ManyProviders extends NetworkModule {
  @Override
  protected void load(Registrar registrar) {
    int count = Facts.count(bundleContext());
    for (int number = 0; number < count; number++) {
      Increment job = new Increment();
      registrar.registerProvider(
          ProviderCharacteristics.of(Jobs.NPI, client -> BindingContext.of(job)).number(number));
    }
  }
}
