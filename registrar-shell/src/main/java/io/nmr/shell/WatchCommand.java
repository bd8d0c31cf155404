package io.nmr.shell;

import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.Subscription;
import io.nmr.shell.terminal.CtrlC;
import io.nmr.shell.terminal.TerminalLog;
import io.nmr.shell.text.Json;
import io.nmr.shell.text.Screen;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:watch}. */
final class WatchCommand extends Command {
  /**
   * The most events that wait to be printed: more than a person reads, and few enough for the heap.
   */
  private static final int MOST_WAITING = 10_000;

  private static final Duration FOREVER = Duration.ofDays(10_000);

  private final CurrentRegistrar runtimes;
  private final Bundles bundles;

  WatchCommand(CurrentRegistrar runtimes, Bundles bundles) {
    this.runtimes = runtimes;
    this.bundles = bundles;
  }

  @Descriptor(
      "prints what happens in the registrar, as it happens, until Ctrl-C: registrations, attaches,"
          + " declines, detaches, holds, refused calls, failed callbacks")
  public void watch(
      CommandSession session,
      @Descriptor("as JSON, one object a line")
          @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
          boolean json,
      @Completes(Completes.Kind.DURATION)
          @Descriptor("DURATION: ends by itself after that, such as 10s or 5m")
          @Parameter(names = "--for", absentValue = "")
          String time,
      @Completes(Completes.Kind.NPI) @Descriptor(NPI_TEXT) @Parameter(names = NPI, absentValue = "")
          String npi,
      @Completes(Completes.Kind.BUNDLE)
          @Descriptor(BUNDLE_TEXT)
          @Parameter(names = BUNDLE, absentValue = "")
          String bundle,
      @Descriptor(NOTHING) String... words) {
    CommandLine.words("watch", words);
    Optional<Duration> limit = CommandLine.duration("--for", time);
    Filter only = Filter.of(npi, bundle, bundles);
    Screen screen = Screen.of(session);
    BlockingQueue<Optional<RuntimeEvent>> events = new LinkedBlockingQueue<>(MOST_WAITING);
    AtomicLong lost = new AtomicLong();
    Subscription subscription =
        runtimes
            .get()
            .listen(
                event -> {
                  if (only.matches(event) && !events.offer(Optional.of(event))) {
                    lost.incrementAndGet();
                  }
                });
    AtomicBoolean isLeft = new AtomicBoolean();
    CtrlC ctrlC =
        CtrlC.runs(
            session,
            () -> {
              isLeft.set(true);
              events.offer(Optional.empty()); // wakes the thread that waits for an event
            });
    try {
      Optional<TerminalLog> terminal =
          screen.isTerminal() ? Optional.of(TerminalLog.of(session)) : Optional.empty();
      print(events, lost, isLeft, json, screen, terminal, limit.orElse(FOREVER));
      if (isLeft.get()) {
        session.getConsole().println(); // the prompt comes below the terminal's ^C, not behind it
      }
    } catch (InterruptedException asked) { // Ctrl-C where there is no jline
      return;
    } finally {
      ctrlC.end();
      subscription.close();
    }
  }

  private static void print(
      BlockingQueue<Optional<RuntimeEvent>> events,
      AtomicLong lost,
      AtomicBoolean isLeft,
      boolean json,
      Screen screen,
      Optional<TerminalLog> terminal,
      Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() - end < 0) {
      Optional<RuntimeEvent> next = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null || next.isEmpty() || isLeft.get()) {
        return;
      }
      RuntimeEvent event = next.get();
      print(json ? Json.of(event) : Wording.of(event, screen), terminal);
      long missed = lost.getAndSet(0);
      if (missed > 0) {
        print(
            json ? "{\"lost\":" + missed + "}" : missed + " events came too fast to be shown",
            terminal);
      }
      if (System.out.checkError()) {
        return; // the reader of the output has left
      }
    }
  }

  /**
   * Prints one whole line. On a terminal, the log waits while the line is printed; the log never
   * waits for a pipe. A watch in the background prints above the line that a person is typing at
   * the prompt, as the log does.
   */
  private static void print(String line, Optional<TerminalLog> terminal) {
    if (terminal.isEmpty()) {
      System.out.println(line);
    } else if (CtrlC.isInForeground() || !terminal.get().tryAccept(line)) {
      synchronized (terminal.get()) {
        System.out.println(line);
      }
    }
  }
}
