package io.nmr.benchmark.bundle.contract;

/** A job that is hardly one. */
public final class Increment implements Job {
  @Override
  public int run(int value) {
    return value + 1;
  }
}
