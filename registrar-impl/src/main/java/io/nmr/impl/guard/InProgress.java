package io.nmr.impl.guard;

import io.nmr.Side;
import org.jspecify.annotations.Nullable;

/**
 * One call in progress.
 *
 * @param side the side that calls
 * @param thread the thread that is inside or, for a call that was entered by hand, the thread that
 *     entered it; null if an asynchronous call has left its thread
 * @param isByHand whether the call was entered by hand: the thread that entered it may have handed
 *     the call to another thread and gone on, so nothing may be concluded from where the first
 *     thread is
 */
public record InProgress(Side side, @Nullable Thread thread, boolean isByHand) {
  /**
   * Records a call that stays on its thread until it returns, or a call that has left its thread.
   */
  InProgress(Side side, @Nullable Thread thread) {
    this(side, thread, false);
  }

  /** The thread that has to go on before this call can end; null if no such thread is known. */
  public @Nullable Thread inside() {
    return isByHand ? null : thread;
  }
}
