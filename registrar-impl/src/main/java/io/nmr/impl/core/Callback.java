package io.nmr.impl.core;

import io.nmr.Blocker;
import io.nmr.Side;

/**
 * A callback that is running.
 *
 * @param thread the thread that runs it
 * @param side whose it is
 * @param reason which it is, in the words of a blocker
 */
record Callback(Thread thread, Side side, Blocker.Reason reason) {
  static Callback here(Side side, Blocker.Reason reason) {
    return new Callback(Thread.currentThread(), side, reason);
  }
}
