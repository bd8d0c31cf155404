package io.nmr.faults;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for something, no longer than a bound; then it fails, with a dump of all threads. */
public final class Watch {
  /** Far beyond what any case takes, far below what a build can wait. */
  public static final int BOUND_SECONDS = 15;

  private Watch() {}

  /** Waits until that holds. */
  public static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("it does not come about that " + what + dump());
      }
      try {
        TimeUnit.MICROSECONDS.sleep(200);
      } catch (InterruptedException interrupt) {
        throw new AssertionError("interrupted while waiting until " + what, interrupt);
      }
    }
  }

  /** What all threads execute, to go on a message with. */
  public static String dump() {
    StringBuilder text = new StringBuilder("; the threads are:");
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      text.append("\n'").append(each.getKey().getName()).append("' ");
      text.append(each.getKey().getState());
      for (StackTraceElement frame : each.getValue()) {
        text.append("\n    at ").append(frame);
      }
    }
    return text.toString();
  }
}
