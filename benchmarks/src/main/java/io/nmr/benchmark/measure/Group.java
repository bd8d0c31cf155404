package io.nmr.benchmark.measure;

import java.util.Locale;

/** A part of the benchmarks that can be run alone. */
public enum Group {
  /** Calls through a guard. */
  CALL,
  /** Registering, attaching, deregistering, and the memory that it takes. */
  ATTACH,
  /** Stopping a bundle. */
  UNLOAD,
  /** Replacing a provider under load. */
  SWAP;

  /** As on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
