package io.nmr.impl.threads;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes the threads that wait for a deregistration, so that they look again. Any thread.
 *
 * <p>The signal can be told that a change is near: then the waiting threads wake up at once and
 * watch for the change for a moment, while the thread that makes the change wakes up, too. One
 * wake-up after the other would take twice as long.
 *
 * <p>No change is missed: a waiting thread puts itself on the list before it looks at the number of
 * changes, and a thread that raises the signal writes that number before it reads the list.
 */
public final class ChangeSignal {
  private static final long LOOK_OUT_NANOS = 50_000;

  /**
   * One thread in {@link #await}. A waiter equals itself alone; a module's thread class may define
   * equality in its own way.
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

  /** The number of changes so far, to be given to {@link #await}: a later change ends that wait. */
  public long seen() {
    return changes.get();
  }

  /** Reports that something has changed. */
  public void raise() {
    changes.incrementAndGet();
    waiting.forEach(Waiter::wake);
  }

  /** Reports that something may change at any moment, or may not. */
  public void announce() {
    isNear = true;
    waiting.forEach(Waiter::wake);
  }

  /** Waits for a change since that number was read, or until the given time is over. */
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

  /** If a change is near, watches for it for a moment. */
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
