package io.nmr.tck;

import java.util.concurrent.TimeUnit;
import org.junit.runner.Description;
import org.junit.runner.notification.RunListener;

/** Prints all threads and ends the JVM when one test takes so long that it must be hanging. */
final class TestWatchdog extends RunListener {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(180);
  private static final long LOOK_MILLIS = 1_000;
  private static final int EXIT_CODE = 3;

  /** A test that has begun. */
  private static final class Begun {
    private final String name;
    private final long since = System.nanoTime();

    Begun(String name) {
      this.name = name;
    }
  }

  private volatile Begun latest = new Begun("the first test");

  TestWatchdog() {
    Thread thread = new Thread(this::watch, "tck-watchdog");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void testStarted(Description test) {
    latest = new Begun(test.toString());
  }

  private void watch() {
    try {
      for (Begun now = latest; System.nanoTime() - now.since < LIMIT_NANOS; now = latest) {
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException interrupt) {
      System.out.println("tck: the watchdog was interrupted");
    }
    System.out.println("tck HANG in " + latest.name);
    Thread.getAllStackTraces()
        .forEach(
            (thread, frames) -> {
              System.out.println(thread);
              for (StackTraceElement frame : frames) {
                System.out.println("    at " + frame);
              }
            });
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
