package io.nmr.benchmark.measure;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Prints one line for each step of a run, with its number and the time. One thread. */
public final class Progress {
  private final PrintStream out;
  private final int steps;
  private final long start = System.nanoTime();
  private int step;

  /** Prints there; there will be that many steps. */
  public Progress(PrintStream out, int steps) {
    this.out = out;
    this.steps = steps;
  }

  /** Prints that the next step begins. */
  public void step(String what) {
    step++;
    int width = Integer.toString(steps).length();
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    out.println(
        String.format(
            Locale.ROOT,
            "[%" + width + "d/%d, %d:%02d] %s",
            step,
            steps,
            seconds / 60,
            seconds % 60,
            what));
  }

  /** Prints another line. */
  public void say(String line) {
    out.println(line);
  }
}
