package io.nmr.benchmark.measure;

import java.util.Locale;

/** A part of the benchmarks that can be run alone. */
public enum Group {
  /** Calls through a guard. */
  CALL,
  /** Registering, attaching and deregistering, and the memory of a binding. */
  ATTACH,
  /** Stopping a bundle. */
  UNLOAD,
  /** Replacing a provider under load. */
  SWAP;

  /** The group's name on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
