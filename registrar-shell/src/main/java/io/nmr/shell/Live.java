package io.nmr.shell;

import io.nmr.shell.text.Durations;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.felix.service.command.CommandSession;

/**
 * Waits for something and shows how far it is: on a terminal in one line that is written over,
 * elsewhere in a line now and then, when something has changed.
 */
final class Live {
  private static final long TICK_MILLIS = 100;
  private static final Duration SETTLED = Duration.ofSeconds(1);
  private static final Duration REMINDER = Duration.ofSeconds(10);

  /** Room for the {@code ^C} of the terminal, which else begins a new line; the old one stays. */
  private static final int CTRL_C_ECHO = 3;

  private static final String CLEAR_LINE = "\r\u001b[K";

  private final CommandSession session;
  private final Screen screen;
  private final boolean isSilent;
  private long lastShown = System.nanoTime() - REMINDER.toNanos();
  private String last = "";

  Live(CommandSession session, boolean isSilent) {
    this.session = session;
    this.screen = Screen.of(session);
    this.isSilent = isSilent;
  }

  /** How a wait ended. */
  enum End {
    DONE,
    TIMED_OUT,
    /** The person has left: Ctrl-C. */
    LEFT
  }

  /** Shows the text, made printable, until that is done. Blocks. */
  End await(CompletableFuture<?> done, Optional<Duration> timeout, Supplier<String> text) {
    long begin = System.nanoTime();
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    CompletableFuture<?> either = CompletableFuture.anyOf(done, left);
    CtrlC ctrlC = CtrlC.runs(session, () -> left.complete(true));
    try {
      while (true) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
        if (timeout.isPresent() && elapsed.compareTo(timeout.get()) >= 0) {
          return End.TIMED_OUT;
        }
        try {
          either.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
          return done.isDone() ? End.DONE : End.LEFT;
        } catch (ExecutionException failed) {
          return End.DONE;
        } catch (TimeoutException notYet) {
          if (!isSilent) {
            show(Plain.of(text.get()), Durations.show(Duration.ofNanos(System.nanoTime() - begin)));
          }
        }
      }
    } catch (InterruptedException asked) { // without jline
      return End.LEFT;
    } finally {
      ctrlC.end();
      clear();
    }
  }

  private void show(String text, String elapsed) {
    if (screen.isTerminal()) {
      System.out.print(CLEAR_LINE + fit(elapsed, text, screen.width() - CTRL_C_ECHO));
      System.out.flush();
      last = text;
      return;
    }
    Duration since = Duration.ofNanos(System.nanoTime() - lastShown);
    boolean isNews = !text.equals(last) && since.compareTo(SETTLED) >= 0;
    if (isNews || since.compareTo(REMINDER) >= 0) {
      System.out.println(elapsed + "  " + text);
      lastShown = System.nanoTime();
      last = text;
    }
  }

  /** Where there is no room for all: without what the person has typed a moment ago. */
  private String fit(String elapsed, String text, int width) {
    String line = elapsed + "  " + text;
    int head = text.indexOf(": ");
    if (Plain.width(line) > width && head >= 0) {
      line = elapsed + "  " + text.substring(head + 2);
    }
    return screen.cut(line, width);
  }

  private void clear() {
    if (screen.isTerminal() && !last.isEmpty()) {
      System.out.print(CLEAR_LINE);
      System.out.flush();
    }
  }
}
