package io.nmr.impl.faults;

import io.nmr.faults.Watch;
import io.nmr.impl.journal.RegistrarLog;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what is logged from warnings up, and may be at fault itself. */
final class RecordingLog implements RegistrarLog {
  /** What is wrong with a log. */
  enum Wrong {
    NOTHING,
    /** Fails at every line. */
    THROWS,
    /** Takes a few lines, and then no more. */
    FULL,
    /** Lets nobody go on who has logged a warning, until the test says so. */
    BLOCKS
  }

  private static final int CAPACITY = 3;

  private final Wrong wrong;
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final AtomicInteger lines = new AtomicInteger();
  private final AtomicInteger blocked = new AtomicInteger();
  private final CountDownLatch mayGoOn = new CountDownLatch(1);

  RecordingLog(Wrong wrong) {
    this.wrong = wrong;
  }

  @Override
  public void log(Level level, String message, Throwable thrown) {
    boolean isWarning = level.compareTo(Level.WARNING) >= 0;
    if (isWarning) {
      warnings.add(message);
    }
    switch (wrong) {
      case THROWS -> throw new AssertionError("the log is broken");
      case FULL -> {
        if (lines.incrementAndGet() > CAPACITY) {
          throw new IllegalStateException("Queue full");
        }
      }
      case BLOCKS -> {
        if (isWarning) {
          blocked.incrementAndGet();
          awaitRelease();
        }
      }
      default -> {}
    }
  }

  @Override
  public boolean isLogged(Level level) {
    if (wrong == Wrong.THROWS) {
      throw new AssertionError("the log is broken");
    }
    return true;
  }

  private void awaitRelease() {
    try {
      if (!mayGoOn.await(2 * Watch.BOUND_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the test lets nobody log");
      }
    } catch (InterruptedException interrupt) {
      throw new AssertionError(interrupt);
    }
  }

  /** Somebody who has logged is not let go on. */
  boolean isStuck() {
    return blocked.get() > 0 && mayGoOn.getCount() > 0;
  }

  void release() {
    mayGoOn.countDown();
  }

  List<String> warnings() {
    return warnings;
  }
}
