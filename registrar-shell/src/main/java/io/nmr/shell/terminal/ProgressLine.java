package io.nmr.shell.terminal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import io.nmr.text.Durations;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.felix.service.command.CommandSession;

/**
 * The last line of a terminal, in which a command shows the progress of what it waits for. The
 * command overwrites the line; a line of the log that comes meanwhile is printed above it. A pipe
 * receives nothing but results.
 *
 * <p>The thread that executes the command calls every method but {@link #printAbove}. All output is
 * written under the monitor of the {@link TerminalLog}.
 */
public final class ProgressLine {
  private static final long TICK_MILLIS = 100;
  private static final String CLEAR_LINE = "\r\u001b[K";

  /**
   * Room for the {@code ^C} that the terminal prints: without it, the terminal would begin a new
   * line and leave the old one as it is.
   */
  private static final int CTRL_C_ECHO = 3;

  private final CommandSession session;
  private final Screen screen;
  private final boolean isSilent;
  private final TerminalLog log;

  /** What the last line shows; empty while the line is not this command's. */
  @GuardedBy("log")
  private String shown = "";

  /** A progress line for a command of that session; a silent command waits and shows nothing. */
  public ProgressLine(CommandSession session, boolean isSilent) {
    this.session = session;
    this.screen = Screen.of(session);
    this.isSilent = isSilent;
    this.log = TerminalLog.of(session);
  }

  /** How a wait ended. */
  public enum End {
    /** The awaited thing is done. */
    DONE,
    /** The time is over. */
    TIMED_OUT,
    /** The person has pressed Ctrl-C. */
    LEFT
  }

  /** Waits until the future is done, and shows the text meanwhile, made printable. Blocks. */
  public End await(CompletableFuture<?> done, Optional<Duration> timeout, Supplier<String> text) {
    long begin = System.nanoTime();
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    CompletableFuture<?> either = CompletableFuture.anyOf(done, left);
    CtrlC ctrlC = CtrlC.runs(session, () -> left.complete(true));
    try {
      while (true) {
        Duration waited = Duration.ofNanos(System.nanoTime() - begin);
        if (timeout.isPresent() && waited.compareTo(timeout.get()) >= 0) {
          return End.TIMED_OUT;
        }
        try {
          either.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
          return done.isDone() ? End.DONE : End.LEFT;
        } catch (ExecutionException failed) {
          return End.DONE;
        } catch (TimeoutException notYet) {
          if (screen.isTerminal() && !isSilent && CtrlC.isInForeground()) {
            String elapsed = Durations.show(Duration.ofNanos(System.nanoTime() - begin));
            write(fit(elapsed, Plain.of(text.get()), screen.width() - CTRL_C_ECHO));
          } else {
            clear(); // the command has gone to the background, and the line is the prompt's
          }
        }
      }
    } catch (InterruptedException asked) { // Ctrl-C where there is no jline
      return End.LEFT;
    } finally {
      clear();
      ctrlC.end();
    }
  }

  /**
   * Shortens a line that is too wide: leaves out the text before the first colon, which the person
   * knows.
   */
  private String fit(String elapsed, String text, int width) {
    String line = elapsed + "  " + text;
    int head = text.indexOf(": ");
    if (Plain.width(line) > width && head >= 0) {
      line = elapsed + "  " + text.substring(head + 2);
    }
    return screen.cut(line, width);
  }

  /** Writes a text that is not empty and fits into the line. */
  void write(String next) {
    synchronized (log) {
      if (shown.isEmpty()) {
        log.take(this);
      }
      shown = next;
      System.out.print(CLEAR_LINE + shown);
      System.out.flush();
    }
  }

  /** Clears the line and leaves it to others. */
  void clear() {
    synchronized (log) {
      if (!shown.isEmpty()) {
        System.out.print(CLEAR_LINE);
        System.out.flush();
        shown = "";
        log.giveBack(this);
      }
    }
  }

  /**
   * Prints a line of the log above this one. The thread that logs calls this method while it holds
   * the monitor; {@code System.out} of that thread is not the command's output.
   */
  void printAbove(String line) {
    PrintStream terminal = session.getConsole();
    synchronized (log) {
      terminal.print(CLEAR_LINE + line + "\r\n" + shown);
    }
    terminal.flush();
  }
}
