package io.nmr.impl.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What happened, in order: one line for each event, such as {@code "client detach"}. */
final class Trace {
  private final List<String> lines = new ArrayList<>();

  synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** Those lines that end so, such as {@code " detach"}. */
  List<String> ending(String end) {
    return lines().stream().filter(line -> line.endsWith(end)).toList();
  }

  synchronized void clear() {
    lines.clear();
  }

  /** Waits until that has happened. */
  synchronized void await(String line) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!lines.contains(line)) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError("'" + line + "' has not happened, only " + lines);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }
}
