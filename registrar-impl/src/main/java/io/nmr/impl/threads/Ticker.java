package io.nmr.impl.threads;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Has a list looked at every now and then, as long as something is on it. The first thing on the
 * list sets a timer of the JDK for the first look; a timer that finds the list empty sets no other
 * one. So things that are prompt cost one timer in that time, all together, and no thread. A look,
 * which may log, runs on one of the registrar's threads.
 *
 * <p>Nothing is overlooked: a thread puts a thing on the list before it calls {@link #ensure}, and
 * a timer that has found the list empty says that it is over before it looks at the list again.
 */
public final class Ticker {
  private final RegistrarThreads threads;
  private final long millis;
  private final BooleanSupplier isListEmpty;
  private final Runnable look;
  private final AtomicBoolean isTimerSet = new AtomicBoolean();

  /** Looks at a list in that way, at that interval. */
  public Ticker(RegistrarThreads threads, long millis, BooleanSupplier isListEmpty, Runnable look) {
    this.threads = threads;
    this.millis = millis;
    this.isListEmpty = isListEmpty;
    this.look = look;
  }

  /** Makes sure that the list is looked at after something has been put on it. */
  public void ensure() {
    if (!isTimerSet.get() && isTimerSet.compareAndSet(false, true)) {
      setTimer();
    }
  }

  private void setTimer() {
    if (!threads.later(millis, this::timerIsOver)) {
      isTimerSet.set(false); // the next thing tries again
    }
  }

  /** Runs on the JDK's thread for delays, which must do nothing that takes time. */
  private void timerIsOver() {
    boolean isSeenTo = false;
    try {
      lookUnlessEmpty();
      isSeenTo = true;
    } finally {
      if (!isSeenTo) { // no memory for that: the next thing tries again
        isTimerSet.set(false);
      }
    }
  }

  private void lookUnlessEmpty() {
    if (!isListEmpty.getAsBoolean()) {
      threads.execute(this::look);
      return;
    }
    isTimerSet.set(false);
    if (!isListEmpty.getAsBoolean()) {
      ensure();
    }
  }

  /** Looks at the list. The timer is set first, so that a log that blocks stops no later look. */
  private void look() {
    setTimer();
    look.run();
  }
}
