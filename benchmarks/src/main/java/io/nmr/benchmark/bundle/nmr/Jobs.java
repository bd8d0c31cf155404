package io.nmr.benchmark.bundle.nmr;

import io.nmr.Npi;
import io.nmr.benchmark.bundle.contract.Job;

/** The NPI. */
public final class Jobs {
  /** One-way: providers call nobody back. */
  public static final Npi<Job, Void> NPI = Npi.of("io.nmr.benchmark.job", Job.class);

  private Jobs() {}
}
