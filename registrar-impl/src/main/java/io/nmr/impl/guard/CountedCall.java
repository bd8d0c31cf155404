package io.nmr.impl.guard;

import io.nmr.Guard;
import io.nmr.Side;
import org.jspecify.annotations.Nullable;

/** One call that a {@link RunDown} counts. What changes is guarded by the run-down's monitor. */
final class CountedCall implements Guard.Call {
  private final RunDown runDown;
  final Side side;
  final boolean cameAfterPeerClosed;
  @Nullable CountedCall newer;
  @Nullable CountedCall older;

  /** Who is inside; null when the call goes on without its thread. */
  @Nullable Thread thread;

  /** Where the thread has marked the call, if it was adopted; else 0. */
  int depth;

  boolean hasLeft;

  CountedCall(
      RunDown runDown, Side side, boolean cameAfterPeerClosed, @Nullable Thread thread, int depth) {
    this.runDown = runDown;
    this.side = side;
    this.cameAfterPeerClosed = cameAfterPeerClosed;
    this.thread = thread;
    this.depth = depth;
  }

  @Override
  public void leave() {
    runDown.leave(this);
  }

  /** Its thread goes back to the caller, the call goes on until {@link #leave}. */
  void leaveThread() {
    runDown.leaveThread(this);
  }

  @Override
  public <R> R leaveWith(R result) {
    leaveThread();
    return AsyncResult.leaveWith(this, result, Object.class);
  }
}
