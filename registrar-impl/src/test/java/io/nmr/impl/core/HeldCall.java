package io.nmr.impl.core;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A call or callback that is held inside its callee until the test lets it leave. The callee's body
 * is {@link #hold}.
 */
final class HeldCall {
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch mayLeave = new CountDownLatch(1);
  private volatile Background<?> caller;

  /** The body of what is held. */
  void hold() {
    inside.countDown();
    await(mayLeave);
  }

  /** The body of a function that is held, which answers with its argument. */
  String hold(String what) {
    hold();
    return what;
  }

  /** Starts the call on a thread of that name, and returns when it is inside. */
  <T> HeldCall by(String thread, Callable<T> call) {
    caller = Background.start(thread, call);
    return isInside();
  }

  /** Returns when the call is inside. */
  HeldCall isInside() {
    await(inside);
    return this;
  }

  boolean hasReturned() {
    return caller.isDone();
  }

  /** Lets it leave. */
  void leave() {
    mayLeave.countDown();
  }

  /** Lets it leave, and answers with its result once its thread has ended. */
  Object leaveAndReturn() {
    leave();
    return caller.get();
  }

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("the latch was not counted down");
      }
    } catch (InterruptedException interrupt) {
      throw new AssertionError(interrupt);
    }
  }
}
