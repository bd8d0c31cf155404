package io.nmr.impl.threads;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes those who wait for a deregistration, to look again. Any thread.
 *
 * <p>It can be told that a change is near: then those who wait wake up at once and look out for it
 * for a moment, while the thread that makes the change wakes up, too. One wake-up after the other
 * would take twice as long.
 *
 * <p>No change is missed: a thread puts itself on the list before it looks at the number of
 * changes, and whoever raises it writes that number before it reads the list.
 */
public final class ChangeSignal {
  private static final long LOOK_OUT_NANOS = 50_000;

  /**
   * One thread in {@link #await}; equal to itself alone, whatever a module's thread class takes for
   * equal.
   */
  private static final class Waiter {
    private final Thread thread = Thread.currentThread();

    void wake() {
      LockSupport.unpark(thread);
    }
  }

  private final Queue<Waiter> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicLong changes = new AtomicLong();
  private volatile boolean isNear;

  /** What to give to {@link #await}: later changes end that wait. */
  public long seen() {
    return changes.get();
  }

  /** Something has changed. */
  public void raise() {
    changes.incrementAndGet();
    waiting.forEach(Waiter::wake);
  }

  /** Something may change any moment, or not. */
  public void announce() {
    isNear = true;
    waiting.forEach(Waiter::wake);
  }

  /** Waits for a change since then, or for the time given. */
  public void await(long seen, long nanos) throws InterruptedException {
    Waiter self = new Waiter();
    waiting.add(self);
    try {
      long begun = System.nanoTime();
      for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - begun)) {
        lookOut(seen);
        if (changes.get() != seen) {
          return;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (!isNear) {
          LockSupport.parkNanos(this, left);
        }
      }
    } finally {
      waiting.remove(self);
    }
  }

  /** If a change is near, looks out for it for a moment. */
  private void lookOut(long seen) {
    if (isNear) {
      long begun = System.nanoTime();
      while (changes.get() == seen && System.nanoTime() - begun < LOOK_OUT_NANOS) {
        Thread.onSpinWait();
      }
      isNear = false;
    }
  }
}
