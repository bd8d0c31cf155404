package io.nmr.impl.guard;

import io.nmr.Guard;
import io.nmr.Side;
import org.jspecify.annotations.Nullable;

/**
 * One call that a {@link RunDown} counts. The links, the thread and whether it has left are guarded
 * by the run-down's monitor.
 */
final class CountedCall implements Guard.Call {
  private final RunDown runDown;
  final Side side;
  final boolean cameAfterPeerClosed;
  @Nullable CountedCall newer;
  @Nullable CountedCall older;
  @Nullable Thread thread = Thread.currentThread();
  boolean hasLeft;

  CountedCall(RunDown runDown, Side side, boolean cameAfterPeerClosed) {
    this.runDown = runDown;
    this.side = side;
    this.cameAfterPeerClosed = cameAfterPeerClosed;
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
    return AsyncResult.leaveWith(this, result, Object.class);
  }
}
