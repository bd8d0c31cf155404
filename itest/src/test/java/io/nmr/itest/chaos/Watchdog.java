package io.nmr.itest.chaos;

import io.nmr.itest.fixture.chaos.tally.Bounds;
import io.nmr.itest.fixture.chaos.tally.Tally;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Sees, on a thread of its own, that everything that has begun ends; what does not is a hang, told
 * with all threads. What takes a quarter of that time is told as well, once.
 */
final class Watchdog {
  private static final int LOOKS_IN_A_SECOND = 2;
  static final long BOUND_SECONDS = Long.getLong("nmr.chaos.bound", 60);
  private static final int LOOKS = (int) BOUND_SECONDS * LOOKS_IN_A_SECOND;
  private static final long PAUSE_MILLIS = 5_000;

  private final Tally tally;
  private final Supplier<String> registrar;
  private volatile int hangs;
  private boolean hasToldSlow;

  /** With what tells what the registrar's runtime shows. */
  Watchdog(Tally tally, Supplier<String> registrar) {
    this.tally = tally;
    this.registrar = registrar;
  }

  void start() {
    Thread thread = new Thread(this::watch, "chaos-watchdog");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    try {
      while (hangs == 0) {
        long begin = System.nanoTime();
        Thread.sleep(1_000 / LOOKS_IN_A_SECOND);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        if (millis > PAUSE_MILLIS) {
          System.out.println("chaos: the whole JVM has paused for " + millis + " ms");
        }
        look();
      }
    } catch (InterruptedException interrupt) {
      tally.fault("the watchdog was interrupted", interrupt);
    }
  }

  private void look() {
    Bounds.Activity slow = tally.bounds().look(LOOKS / 4).orElse(null);
    if (slow == null) {
      return;
    }
    boolean isHang = slow.looks() >= LOOKS;
    if (isHang || !hasToldSlow) {
      hasToldSlow = true;
      System.out.println((isHang ? "chaos HANG: " : "chaos SLOW: ") + slow);
      System.out.println("chaos registrar: " + registrar.get());
      System.out.println(threads());
    }
    if (isHang) {
      tally.fault("hang: " + slow);
      hangs++;
    }
  }

  /** Everything that every thread does. */
  private static String threads() {
    StringBuilder text = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, frames) -> {
              text.append('"').append(thread.getName()).append("\" ").append(thread.getState());
              for (StackTraceElement frame : frames) {
                text.append("\n    at ").append(frame);
              }
              text.append('\n');
            });
    long[] deadlocked = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
    return text.append("deadlocked: ").append(Arrays.toString(deadlocked)).toString();
  }

  int hangs() {
    return hangs;
  }
}
