package io.nmr.benchmark.bundle.contract;

/** The jobs that the bundles provide. */
public final class Jobs {
  private Jobs() {}

  /** A job that does almost nothing. */
  public static final class Increment implements Job {
    @Override
    public int run(int value) {
      return value + 1;
    }
  }

  /** A job that lasts until the harness opens the gate; it ends with the gate's last action. */
  public record Gated(Runnable gate) implements Job {
    @Override
    public int run(int value) {
      gate.run();
      return value;
    }
  }

  /**
   * A job of a few microseconds that returns the version of its bundle. The bundle closes it when
   * it stops; from then on the job fails, even if it is running.
   */
  public static final class Closable implements Job {
    private static final int STEPS = 2_000;

    private final int version;
    private volatile boolean isClosed;

    /** Makes the job of a bundle in that version. */
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
      return mixed == value ? 0 : version; // uses the result, so that it is computed
    }

    /** Called when the bundle stops. */
    public void close() {
      isClosed = true;
    }
  }
}
