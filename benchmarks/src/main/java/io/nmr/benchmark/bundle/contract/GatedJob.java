package io.nmr.benchmark.bundle.contract;

/** A job that lasts until the harness lets it go on; to the harness its end is the gate's. */
public record GatedJob(Runnable gate) implements Job {
  @Override
  public int run(int value) {
    gate.run();
    return value;
  }
}
