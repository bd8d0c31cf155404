package io.nmr.sample.load;

import java.io.PrintStream;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;

/**
 * The shell command {@code sample:load}, which Gogo finds through its service properties. The shell
 * calls it on its threads; there is one run at a time.
 */
public final class LoadCommand {
  private static final String USAGE = "say start [THREADS [MILLIS]], stop, or nothing";
  private static final int DEFAULT_THREADS = 8;
  private static final int MOST_THREADS = 1000;
  private static final int MOST_MILLIS = 600_000;

  /** For calls to come inside a provider; without a provider they are refused. */
  private static final long LONGEST_WAIT_MILLIS = 5_000;

  private final List<? extends LoadCall> calls;
  private final LongSupplier nanoClock;
  private final Supplier<PrintStream> out;

  // Guarded by this object's monitor, which is not held while a run is stopped and waited for.
  private @Nullable Run latest;
  private boolean isClosed;

  LoadCommand(List<? extends LoadCall> calls, LongSupplier nanoClock, Supplier<PrintStream> out) {
    this.calls = List.copyOf(calls);
    this.nanoClock = nanoClock;
    this.out = out;
  }

  /**
   * Starts, stops or shows the load.
   *
   * @throws IllegalArgumentException if the arguments make no sense; the message names the wrong
   *     one
   */
  @Descriptor(
      "calls through the sample NPIs without end: 'load start 8' starts eight threads,"
          + " 'load' shows what became of the calls, 'load stop' stops them")
  public void load(
      @Descriptor(
              "start [THREADS [MILLIS]], stop, or nothing;"
                  + " MILLIS is how long each call stays inside its provider (0)")
          String... arguments)
      throws InterruptedException {
    if (arguments.length == 0) {
      show();
    } else if (arguments[0].equals("start") && arguments.length <= 3) {
      start(
          arguments.length < 2 ? DEFAULT_THREADS : number("THREADS", arguments[1], 1, MOST_THREADS),
          arguments.length < 3 ? 0 : number("MILLIS", arguments[2], 0, MOST_MILLIS));
    } else if (arguments[0].equals("stop") && arguments.length == 1) {
      stop();
    } else {
      throw new IllegalArgumentException("'" + String.join(" ", arguments) + "'? " + USAGE);
    }
  }

  private static int number(String what, String text, int least, int most) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // The exception below says what is wrong.
    }
    throw new IllegalArgumentException(
        "'" + text + "'? " + what + " is a number from " + least + " to " + most);
  }

  /** Returns when the calls are inside, so that a stop that is entered next finds them there. */
  private void start(int threads, long insideMillis) throws InterruptedException {
    begin(threads, insideMillis).awaitInside(LONGEST_WAIT_MILLIS);
    out.get().println("load: started with " + threads + (threads == 1 ? " thread" : " threads"));
  }

  private synchronized Run begin(int threads, long insideMillis) {
    if (isClosed) {
      throw new IllegalStateException("the load is being unloaded");
    }
    if (latest != null && latest.isRunning()) {
      throw new IllegalStateException(
          "the load runs already, with " + latest.threadCount() + " threads; stop it first");
    }
    Run run = new Run(calls, threads, insideMillis, nanoClock);
    latest = run;
    run.start();
    return run;
  }

  private void show() {
    Run run = latest();
    if (run == null) {
      out.get().println("load: never started; " + USAGE);
    } else {
      Report.table(run).forEach(out.get()::println);
    }
  }

  private void stop() throws InterruptedException {
    Run run = latest();
    if (run == null || !run.isRunning()) {
      out.get().println("load: not running");
      return;
    }
    run.stop();
    out.get().println(Report.line(run));
  }

  private synchronized @Nullable Run latest() {
    return latest;
  }

  /** Stops a running load; no other can be started afterwards. */
  void close() throws InterruptedException {
    synchronized (this) {
      isClosed = true;
    }
    Run run = latest();
    if (run != null && run.isRunning()) {
      stop();
    }
  }
}
