package io.nmr.benchmark.bundle.contract;

/** The dispatch interface of the NPI, and the type of the services that it is compared with. */
public interface Job {
  /** Does the job. */
  int run(int value);
}
