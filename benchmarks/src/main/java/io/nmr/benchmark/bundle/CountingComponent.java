package io.nmr.benchmark.bundle;

import io.nmr.benchmark.bundle.contract.Job;
import java.util.function.LongSupplier;

/** A component with a dynamic reference to every job; SCR keeps the list of them. */
public final class CountingComponent implements LongSupplier {
  private long bound; // the harness starts and stops on one thread

  /** Called by SCR. */
  public CountingComponent() {}

  /** Called by SCR. */
  public void bind(Job job) {
    bound++;
  }

  /** Called by SCR. */
  public void unbind(Job job) {
    bound--;
  }

  @Override
  public long getAsLong() {
    return bound;
  }
}
