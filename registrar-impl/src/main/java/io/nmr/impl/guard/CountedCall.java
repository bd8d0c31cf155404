package io.nmr.impl.guard;

import io.nmr.Guard;
import io.nmr.Side;
import org.jspecify.annotations.Nullable;

/**
 * One call that a {@link RunDown} counts. What changes is guarded by the lock of the account that
 * it is in: its stripe's while that is open, then the run-down's monitor.
 */
final class CountedCall implements Guard.Call {
  private final RunDown runDown;
  final Side side;

  /** Whether the guard of its own side, and of its peer, had closed before it came. */
  final boolean cameAfterClosed;

  final boolean cameAfterPeerClosed;

  /** Where it was counted, if that was not in the ledger. */
  final Stripes.@Nullable Stripe stripe;

  /** Whether it came on a thread: such calls are listed, others only numbered. */
  final boolean isListed;

  @Nullable CountedCall newer;
  @Nullable CountedCall older;

  /** Who is inside; null when the call goes on without its thread. */
  @Nullable Thread thread;

  /** Where the thread has marked the call, if it was adopted; else 0. */
  int depth;

  private boolean hasLeft;

  /** A call that the ledger counts. */
  CountedCall(
      RunDown runDown,
      Side side,
      boolean cameAfterClosed,
      boolean cameAfterPeerClosed,
      @Nullable Thread thread,
      int depth) {
    this(runDown, side, cameAfterClosed, cameAfterPeerClosed, null, thread);
    this.depth = depth;
  }

  /** A call of a bound pair, whose guards are open. */
  CountedCall(RunDown runDown, Side side, Stripes.Stripe stripe, @Nullable Thread thread) {
    this(runDown, side, false, false, stripe, thread);
  }

  private CountedCall(
      RunDown runDown,
      Side side,
      boolean cameAfterClosed,
      boolean cameAfterPeerClosed,
      Stripes.@Nullable Stripe stripe,
      @Nullable Thread thread) {
    this.runDown = runDown;
    this.side = side;
    this.cameAfterClosed = cameAfterClosed;
    this.cameAfterPeerClosed = cameAfterPeerClosed;
    this.stripe = stripe;
    this.isListed = thread != null;
    this.thread = thread;
  }

  /** It is over, and not again. A module may keep the call, and a thread keeps its task. */
  void end() {
    if (hasLeft) {
      throw new IllegalStateException("the call by the " + side + " has left already");
    }
    hasLeft = true;
    thread = null;
  }

  @Override
  public void leave() {
    if (stripe == null || !stripe.leave(this)) {
      runDown.leave(this);
    }
  }

  /** Its thread goes back to the caller, the call goes on until {@link #leave}. */
  void leaveThread() {
    if (stripe == null || !stripe.leaveThread(this)) {
      runDown.leaveThread(this);
    }
  }

  @Override
  public <R> R leaveWith(R result) {
    leaveThread();
    return AsyncResult.leaveWith(this, result, Object.class);
  }
}
