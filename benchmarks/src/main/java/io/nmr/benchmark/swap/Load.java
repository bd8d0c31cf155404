package io.nmr.benchmark.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;

/** Threads that call until it is over. */
final class Load {
  /** For how long a version may stay unused before it is replaced all the same. */
  static final int PATIENCE_MILLIS = 100;

  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  private final List<Caller> callers = new ArrayList<>();
  private final List<Future<Caller.Count>> counts = new ArrayList<>();
  private final ExecutorService threads;
  private final long start = System.nanoTime();
  private volatile boolean isOver;

  /** Begins. */
  Load(int threadCount, IntUnaryOperator call) {
    threads = Executors.newFixedThreadPool(threadCount);
    for (int number = 0; number < threadCount; number++) {
      Caller caller = new Caller(call, () -> isOver);
      callers.add(caller);
      counts.add(threads.submit(caller));
    }
  }

  /** Waits until a call was answered by that version; not for ever, and says whether it was. */
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

  /** Ends it. */
  Outcome end() throws Exception {
    isOver = true;
    double seconds = (System.nanoTime() - start) / 1e9;
    Caller.Count sum = Caller.Count.NONE;
    for (Future<Caller.Count> each : counts) {
      sum = sum.plus(each.get());
    }
    threads.shutdown();
    return new Outcome(sum, sum.calls() / seconds);
  }

  /** What came of it. */
  record Outcome(Caller.Count count, double callsPerSecond) {}
}
