package io.nmr.itest.chaos;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The latest lines of the log, and how many warnings there were. Any thread. */
final class LogTail implements Consumer<String> {
  private static final int KEPT = 400;

  private final Deque<String> lines = new ArrayDeque<>(); // guarded by this
  private long warnings; // guarded by this

  @Override
  public synchronized void accept(String line) {
    lines.addLast(line);
    if (lines.size() > KEPT) {
      lines.removeFirst();
    }
    if (line.startsWith("warn") || line.startsWith("error")) {
      warnings++;
    }
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  synchronized long warnings() {
    return warnings;
  }
}
