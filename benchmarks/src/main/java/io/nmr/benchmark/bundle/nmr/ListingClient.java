package io.nmr.benchmark.bundle.nmr;

import io.nmr.NetworkModule;
import io.nmr.Registrar;
import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.Job;
import io.nmr.util.ProviderSet;
import java.util.function.LongSupplier;

/** A client that lists all providers, best first, as a service tracker does. */
public final class ListingClient extends NetworkModule {
  @Override
  protected void load(Registrar registrar) {
    ProviderSet<Job> jobs = ProviderSet.open(registrar, Jobs.NPI);
    Facts.tell(bundleContext(), LongSupplier.class, () -> jobs.providers().size(), "bound");
  }
}
