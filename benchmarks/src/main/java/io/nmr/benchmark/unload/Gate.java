package io.nmr.benchmark.unload;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;

/** Where the calls in progress wait, and which of them ended last. */
final class Gate {
  private static final int SECONDS = 60;

  private final CountDownLatch inside;
  private final CountDownLatch mayLeave = new CountDownLatch(1);
  private final LongAccumulator lastEnd = new LongAccumulator(Math::max, Long.MIN_VALUE);

  /** For so many calls. */
  Gate(int calls) {
    inside = new CountDownLatch(calls);
  }

  /** For a call: the last thing that it does is to look at the clock. */
  void pass() {
    inside.countDown();
    await(mayLeave);
    lastEnd.accumulate(System.nanoTime());
  }

  /** Until all calls are here. */
  void awaitAllInside() {
    await(inside);
  }

  /** Lets them end. */
  void open() {
    mayLeave.countDown();
  }

  /** When the last of them ended, by {@link System#nanoTime}. */
  long lastEnd() {
    return lastEnd.get();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("waited for " + SECONDS + " s");
      }
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupt);
    }
  }
}
