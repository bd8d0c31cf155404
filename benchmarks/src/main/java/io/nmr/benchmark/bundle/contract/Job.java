package io.nmr.benchmark.bundle.contract;

/** What a provider does for a client: the dispatch interface, and the type of the services. */
public interface Job {
  /** Does it. */
  int run(int value);
}
