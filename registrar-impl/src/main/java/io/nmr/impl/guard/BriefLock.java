package io.nmr.impl.guard;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock that is held for a few instructions: a thread that finds it taken tries again, and nobody
 * sleeps in a queue.
 *
 * <pre>
 *   lock.take();
 *   try {
 *     ...
 *   } finally {
 *     lock.isTaken = 0;
 *   }
 * </pre>
 *
 * <p>Monitors and the locks of {@code java.util.concurrent} hand over to threads that sleep. A
 * virtual thread that is woken runs when all others that can run have had their turn. Where
 * hundreds of virtual threads queue for such a lock while hundreds of others keep the processors
 * busy, a thread that closes the guard waits in the queue for seconds. Here no thread is woken: the
 * lock goes to a thread that is running.
 *
 * <p>A lock of {@code java.util.concurrent} may also stay taken where a stack overflows, because
 * letting go of it is a call. Here it is a write, which needs no frame, and {@link #take} calls
 * nothing once it has the lock.
 *
 * <p>A thread that holds one of these locks takes no monitor and runs no module's code.
 */
class BriefLock {
  private static final AtomicIntegerFieldUpdater<BriefLock> IS_TAKEN =
      AtomicIntegerFieldUpdater.newUpdater(BriefLock.class, "isTaken");

  private static final int SPINS = 64;
  private static final int YIELDS = 256;
  private static final long NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  /** 1 while a thread has it, else 0. Whoever has it writes 0. */
  volatile int isTaken;

  /** Returns when the current thread has the lock. */
  final void take() {
    int tries = 0;
    while (isTaken != 0 || !IS_TAKEN.compareAndSet(this, 0, 1)) {
      tries++;
      pause(tries);
    }
  }

  /**
   * Lets go of the lock by a release, which costs less than the volatile write of {@link #isTaken},
   * since it does not wait until all processors have seen it. The next holder does not need that:
   * what was done under the lock comes before the release, and what the next holder does comes
   * after a compare and set that has read what was released. What this thread does next may come
   * before the release, as with a monitor.
   *
   * <p>This method is a call, for which the stack may have no room. So its caller writes {@code
   * isTaken} where it throws; it throws only before it has let go.
   */
  final void letGo() {
    IS_TAKEN.lazySet(this, 0);
  }

  /**
   * Waits a little: at first as if the holder ran on another processor, later as if the holder were
   * waiting for a processor.
   */
  @SuppressWarnings("ThreadPriorityCheck") // whoever has the lock may need this processor
  private static void pause(int tries) {
    if (tries < SPINS) {
      Thread.onSpinWait();
    } else if (tries < YIELDS || VirtualThreads.isVirtual(Thread.currentThread())) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(NAP_NANOS);
    }
  }
}
