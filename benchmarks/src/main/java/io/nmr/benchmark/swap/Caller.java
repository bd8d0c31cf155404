package io.nmr.benchmark.swap;

import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** A thread that calls as fast as it can. */
final class Caller implements Callable<Caller.Count> {
  private final IntUnaryOperator call;
  private final BooleanSupplier isOver;
  private volatile int answered; // the version that has answered last

  Caller(IntUnaryOperator call, BooleanSupplier isOver) {
    this.call = call;
    this.isOver = isOver;
  }

  /**
   * What one thread, or all of them, have seen.
   *
   * @param worstPauseNanos the longest time from the end of a call that succeeded to the end of the
   *     next one that did, on one thread
   * @param failure the first
   */
  record Count(long calls, long failed, long worstPauseNanos, @Nullable RuntimeException failure) {
    static final Count NONE = new Count(0, 0, 0, null);

    Count plus(Count other) {
      return new Count(
          calls + other.calls,
          failed + other.failed,
          Math.max(worstPauseNanos, other.worstPauseNanos),
          failure == null ? other.failure : failure);
    }
  }

  @Override
  public Count call() {
    long calls = 0;
    long failed = 0;
    long worst = 0;
    RuntimeException first = null;
    long last = System.nanoTime();
    while (!isOver.getAsBoolean()) {
      try {
        answered = call.applyAsInt(1);
        calls++;
        long now = System.nanoTime();
        worst = Math.max(worst, now - last);
        last = now;
      } catch (RuntimeException thrown) {
        failed++;
        first = first == null ? thrown : first;
      }
    }
    return new Count(calls, failed, Math.max(worst, System.nanoTime() - last), first);
  }

  boolean wasAnsweredBy(int version) {
    return answered == version;
  }
}
