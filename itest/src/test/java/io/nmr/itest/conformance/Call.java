package io.nmr.itest.conformance;

import io.nmr.itest.Doing;
import io.nmr.itest.Gate;

/** A call that is held in its callee. */
final class Call {
  private final Gate gate;
  private final Doing caller;

  Call(Gate gate, Doing caller) {
    this.gate = gate;
    this.caller = caller;
  }

  /** Returns when it is inside. */
  Call isInside() {
    try {
      gate.awaitInside();
    } catch (InterruptedException interrupt) {
      throw new IllegalStateException(interrupt);
    }
    return this;
  }

  Thread thread() {
    return caller.thread();
  }

  /** Lets it leave, and returns its result once its thread has ended. */
  Object leave() throws Exception {
    gate.leave();
    return caller.await();
  }
}
