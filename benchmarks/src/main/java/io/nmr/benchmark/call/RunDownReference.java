package io.nmr.benchmark.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The usual run-down reference, as Windows' {@code EX_RUNDOWN_REF} has it: one word, the lowest bit
 * says that it is closing, the others count the calls; entered and left by compare and swap.
 */
final class RunDownReference implements Work {
  private static final long CLOSING = 1;
  private static final long ONE_CALL = 2;

  private final AtomicLong word = new AtomicLong();
  private final Work target;

  RunDownReference(Work target) {
    this.target = target;
  }

  private void enter() {
    long seen;
    do {
      seen = word.get();
      if ((seen & CLOSING) != 0) {
        throw new IllegalStateException("closed");
      }
    } while (!word.compareAndSet(seen, seen + ONE_CALL));
  }

  private void leave() {
    long seen;
    do {
      seen = word.get();
    } while (!word.compareAndSet(seen, seen - ONE_CALL));
  }

  @Override
  public int sync(int value) {
    enter();
    try {
      return target.sync(value);
    } finally {
      leave();
    }
  }

  @Override
  public int nested(int value) {
    enter();
    try {
      return target.nested(value);
    } finally {
      leave();
    }
  }

  @Override
  public CompletionStage<Integer> async(CompletableFuture<Integer> answer) {
    enter();
    return Stages.afterwards(target, answer, this::leave);
  }

  /** Refuses new calls and waits for those in progress. */
  void close() {
    word.getAndUpdate(seen -> seen | CLOSING);
    while (word.get() != CLOSING) {
      Thread.onSpinWait();
    }
  }
}
