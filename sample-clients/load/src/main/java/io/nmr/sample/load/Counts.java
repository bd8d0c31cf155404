package io.nmr.sample.load;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What became of the calls of one kind. Any thread. */
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

  /** Calls that ended, well or not. */
  long calls() {
    return calls.sum();
  }

  /** Refusals, each of which was followed by another try. */
  long refusals() {
    return refusals.sum();
  }

  /** Calls that were answered wrongly or with an exception. */
  long failures() {
    return failures.sum();
  }

  @Nullable Throwable firstFailure() {
    return firstFailure.get();
  }
}
