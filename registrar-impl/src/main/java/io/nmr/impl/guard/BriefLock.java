package io.nmr.impl.guard;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock for callers, which is held for a few instructions: whoever finds it taken tries again.
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
 * <p>Why not a monitor, or a lock of {@code java.util.concurrent}: both hand over to threads that
 * sleep. A virtual thread that is woken runs when all others that can run have had their turn;
 * where hundreds of them stand in a queue for the lock while hundreds of others keep the processors
 * busy, the queue moves by one place for each turn of all, and whoever closes the guard stands in
 * it for seconds. Here nobody is woken: the lock goes to a thread that runs.
 *
 * <p>And a lock of {@code java.util.concurrent} may stay taken where a stack overflows, for letting
 * go of it is a call. Here it is a write, which needs no frame; and {@link #take} calls nothing
 * once it has the lock.
 *
 * <p>Whoever holds one of these takes no monitor and runs no module's code.
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
   * Lets go of it by a release, for those who come by often: a volatile write waits until all
   * processors have seen it, which whoever takes the lock next does not need: what was done under
   * the lock comes before the release, and what is done under it next comes after a compare and set
   * that has read what was released. What this thread does next may come before the release, as
   * with a monitor.
   *
   * <p>This is a call, for which there may be no stack. Whoever calls this lets go by a write where
   * it throws. It throws before it has let go, for after that it calls nothing.
   */
  final void letGo() {
    IS_TAKEN.lazySet(this, 0);
  }

  /** First as if another processor had the lock, then as if its thread waited for a processor. */
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
