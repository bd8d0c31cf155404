package io.nmr.impl.guard;

import io.nmr.Side;
import org.jspecify.annotations.Nullable;

/**
 * One call in progress.
 *
 * @param side who calls
 * @param thread the thread that is inside, or, of a call entered by hand, the thread that entered;
 *     null where an asynchronous call has left its thread
 * @param isByHand whether the call was entered by hand: the thread that entered may have handed it
 *     to another one and gone on, so nothing may be concluded from where that thread is
 */
public record InProgress(Side side, @Nullable Thread thread, boolean isByHand) {
  /** A call that is its thread's until it returns, or one that has left its thread. */
  InProgress(Side side, @Nullable Thread thread) {
    this(side, thread, false);
  }

  /** The thread that has to go on before this call can end; null where none is known. */
  public @Nullable Thread inside() {
    return isByHand ? null : thread;
  }
}
