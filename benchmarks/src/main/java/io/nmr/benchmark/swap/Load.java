package io.nmr.benchmark.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Threads that call as fast as they can until the load ends. */
final class Load {
  /** For how long a version may stay unused before it is replaced nevertheless. */
  static final int PATIENCE_MILLIS = 100;

  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  private final List<Caller> callers = new ArrayList<>();
  private final List<Future<Count>> counts = new ArrayList<>();
  private final ExecutorService threads;
  private final long start = System.nanoTime();
  private volatile boolean isOver;

  /** Begins to call on that many threads. */
  Load(int threadCount, IntUnaryOperator call) {
    threads = Executors.newFixedThreadPool(threadCount);
    for (int number = 0; number < threadCount; number++) {
      Caller caller = new Caller(call, () -> isOver);
      callers.add(caller);
      counts.add(threads.submit(caller));
    }
  }

  /** Waits for a while until that version has answered a call; returns whether it has. */
  boolean awaitAnswerBy(int version) {
    long since = System.nanoTime();
    while (callers.stream().noneMatch(each -> each.wasAnsweredBy(version))) {
      if (System.nanoTime() - since > PATIENCE_NANOS) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return true;
  }

  /** Ends the load and adds up what its threads have seen. */
  Outcome end() throws Exception {
    isOver = true;
    double seconds = (System.nanoTime() - start) / 1e9;
    Count sum = Count.NONE;
    for (Future<Count> each : counts) {
      sum = sum.plus(each.get());
    }
    threads.shutdown();
    return new Outcome(sum, sum.calls() / seconds);
  }

  /** The outcome of a load. */
  record Outcome(Count count, double callsPerSecond) {}

  /**
   * What one thread has seen, or all of them.
   *
   * @param worstPauseNanos the longest time from the end of a call that succeeded to the end of the
   *     next one that did, on one thread
   * @param failure the first failure
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

  /** The task of one thread. */
  private static final class Caller implements Callable<Count> {
    private final IntUnaryOperator call;
    private final BooleanSupplier isOver;
    private volatile int answered; // the version that has answered the last call

    Caller(IntUnaryOperator call, BooleanSupplier isOver) {
      this.call = call;
      this.isOver = isOver;
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
}
