package io.nmr.benchmark.bundle.contract;

/** The jobs that the bundles provide. */
public final class Jobs {
  private Jobs() {}

  /** A job that is hardly one. */
  public static final class Increment implements Job {
    @Override
    public int run(int value) {
      return value + 1;
    }
  }

  /** A job that lasts until the harness lets it go on; to the harness its end is the gate's. */
  public record Gated(Runnable gate) implements Job {
    @Override
    public int run(int value) {
      gate.run();
      return value;
    }
  }

  /**
   * A job of a few microseconds with something that its bundle closes when it stops; from then on
   * it fails, also while it is being done. Answers with the version of its bundle.
   */
  public static final class Closable implements Job {
    private static final int STEPS = 2_000;

    private final int version;
    private volatile boolean isClosed;

    /** Of a bundle of that version. */
    public Closable(int version) {
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
}
