package io.nmr.benchmark.bundle.nmr;

import io.nmr.NetworkModule;
import io.nmr.Registrar;
import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.Job;
import io.nmr.util.ProviderSet;
import java.util.function.IntUnaryOperator;

/** Calls the best provider that there is. */
public final class SetCaller extends NetworkModule {
  @Override
  protected void load(Registrar registrar) {
    ProviderSet<Job> jobs = ProviderSet.open(registrar, Jobs.NPI);
    IntUnaryOperator call = value -> jobs.call(job -> job.run(value));
    Facts.tell(bundleContext(), IntUnaryOperator.class, call, "call");
  }
}
