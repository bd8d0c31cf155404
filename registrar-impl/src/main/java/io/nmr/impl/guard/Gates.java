package io.nmr.impl.guard;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where callers that have to be counted queue before they take a run-down's monitor.
 *
 * <p>A monitor for which hundreds of virtual threads compete is handed to whoever asks at the right
 * moment, and a thread that waits for it may wait for seconds. These locks have a queue. A thread
 * holds one while it takes the monitor, so at most one caller competes for a monitor at any time
 * with the few who have other business there: who closes the guard, an operator, a view.
 *
 * <p>Whoever takes a gate makes sure first that there is {@link StackRoom} to let go of it again.
 *
 * <p>A gate comes before every other lock, and its holder takes one monitor and calls nothing.
 * Gates are few and shared: a lock for each pair would cost each pair its memory.
 */
final class Gates {
  private static final Lock[] ALL = new Lock[64]; // a power of two

  static {
    for (int gate = 0; gate < ALL.length; gate++) {
      ALL[gate] = new ReentrantLock();
    }
  }

  private Gates() {}

  /** Comes to the gate of the pair of that number, and waits until it is free; to be unlocked. */
  static Lock enter(long number) {
    StackRoom.ensure();
    Lock gate = ALL[(int) number & ALL.length - 1];
    gate.lock();
    return gate;
  }
}
