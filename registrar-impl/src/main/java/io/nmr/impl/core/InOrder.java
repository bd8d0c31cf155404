package io.nmr.impl.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Tells the events of one registration one after the other, in the order in which they came. What
 * comes while another is being told is told by the thread that is at it, and the one that it comes
 * from goes on: nobody waits, also not for a listener that itself brings the next event about.
 *
 * <p>The first event is what {@link #begin} tells; what comes before it has begun waits for it.
 * This monitor is a leaf of the lock order, and nothing is told while it is held (R23).
 */
final class InOrder {
  @GuardedBy("this")
  private final Queue<Runnable> left = new ArrayDeque<>(2);

  /** Whether a thread is telling; from the start, for the one that is to tell the first event. */
  @GuardedBy("this")
  private boolean isTelling = true;

  /** Tells the first event, and what has come meanwhile. Called once. */
  void begin(Runnable first) {
    first.run();
    tellRest();
  }

  void tell(Runnable telling) {
    synchronized (this) {
      left.add(telling);
      if (isTelling) {
        return;
      }
      isTelling = true;
    }
    tellRest();
  }

  private void tellRest() {
    for (Runnable next = next(); next != null; next = next()) {
      next.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable next = left.poll();
    isTelling = next != null;
    return next;
  }
}
