package io.nmr.sample.load;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts the calls of one kind by their outcome. Any thread. */
final class Counts {
  private final LongAdder calls = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();

  void answered() {
    calls.increment();
  }

  void refused() {
    refusals.increment();
  }

  void failed(Throwable why) {
    calls.increment();
    failures.increment();
    firstFailure.compareAndSet(null, why);
  }

  /** How many calls have ended, whether answered or failed. */
  long calls() {
    return calls.sum();
  }

  /** How many tries were refused; each was followed by another one. */
  long refusals() {
    return refusals.sum();
  }

  /** How many calls got a wrong answer or an exception. */
  long failures() {
    return failures.sum();
  }

  @Nullable Throwable firstFailure() {
    return firstFailure.get();
  }
}
