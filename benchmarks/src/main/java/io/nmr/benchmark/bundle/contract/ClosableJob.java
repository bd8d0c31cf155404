package io.nmr.benchmark.bundle.contract;

/**
 * A job of a few microseconds with something that its bundle closes when it stops; from then on it
 * fails, also while it is being done. Answers with the version of its bundle.
 */
public final class ClosableJob implements Job {
  private static final int STEPS = 2_000;

  private final int version;
  private volatile boolean isClosed;

  /** Of a bundle of that version. */
  public ClosableJob(int version) {
    this.version = version;
  }

  @Override
  public int run(int value) {
    int mixed = value;
    for (int step = 0; step < STEPS; step++) {
      if (isClosed) {
        throw new IllegalStateException("the bundle of version " + version + " has stopped");
      }
      mixed = mixed * 31 + step;
    }
    return mixed == value ? 0 : version; // uses what was computed
  }

  /** The bundle stops. */
  public void close() {
    isClosed = true;
  }
}
