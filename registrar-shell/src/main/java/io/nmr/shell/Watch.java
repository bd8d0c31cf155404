package io.nmr.shell;

import io.nmr.runtime.EventDTO;
import io.nmr.runtime.Subscription;
import io.nmr.shell.bundle.Bundles;
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
final class Watch extends Command {
  /** More than a person reads; fewer than would matter to the heap. */
  private static final int MOST_WAITING = 10_000;

  private static final Duration FOREVER = Duration.ofDays(10_000);

  private final Runtimes runtimes;
  private final Bundles bundles;

  Watch(Runtimes runtimes, Bundles bundles) {
    this.runtimes = runtimes;
    this.bundles = bundles;
  }

  @Descriptor(
      "prints what happens in the registrar, as it happens, until Ctrl-C: registrations, attaches,"
          + " declines, detaches, holds, refused calls, failed callbacks")
  public void watch(
      CommandSession session,
      @Descriptor("as JSON, one object a line")
          @Parameter(names = Options.JSON, presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean json,
      @Completed(Completed.Kind.DURATION)
          @Descriptor("DURATION: ends by itself after that, such as 10s or 5m")
          @Parameter(names = "--for", absentValue = "")
          String time,
      @Completed(Completed.Kind.NPI)
          @Descriptor(Options.NPI_TEXT)
          @Parameter(names = Options.NPI, absentValue = "")
          String npi,
      @Completed(Completed.Kind.BUNDLE)
          @Descriptor(Options.BUNDLE_TEXT)
          @Parameter(names = Options.BUNDLE, absentValue = "")
          String bundle,
      @Descriptor(Options.NOTHING) String... words) {
    Words.of("watch", words);
    Optional<Duration> limit = Words.duration("--for", time);
    Only only = Only.of(npi, bundle, bundles);
    Screen screen = Screen.of(session);
    BlockingQueue<Optional<EventDTO>> events = new LinkedBlockingQueue<>(MOST_WAITING);
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
              events.offer(Optional.empty()); // wakes who waits for one
            });
    try {
      Optional<Above> terminal =
          screen.isTerminal() ? Optional.of(Above.of(session)) : Optional.empty();
      print(events, lost, isLeft, json, screen, terminal, limit.orElse(FOREVER));
      if (isLeft.get()) {
        session.getConsole().println(); // the prompt comes below the terminal's ^C, not behind it
      }
    } catch (InterruptedException asked) { // without jline
      return;
    } finally {
      ctrlC.end();
      subscription.close();
    }
  }

  private static void print(
      BlockingQueue<Optional<EventDTO>> events,
      AtomicLong lost,
      AtomicBoolean isLeft,
      boolean json,
      Screen screen,
      Optional<Above> terminal,
      Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() - end < 0) {
      Optional<EventDTO> next = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null || next.isEmpty() || isLeft.get()) {
        return;
      }
      EventDTO event = next.get();
      print(json ? Json.of(event) : EventText.of(event, screen), terminal);
      long missed = lost.getAndSet(0);
      if (missed > 0) {
        print(
            json ? "{\"lost\":" + missed + "}" : missed + " events came too fast to be shown",
            terminal);
      }
      if (System.out.checkError()) {
        return; // whoever read them has left
      }
    }
  }

  /**
   * One whole line; on a terminal the log waits for it, which waits for no pipe. Behind the back of
   * who types at the prompt it comes above that, as the log does.
   */
  private static void print(String line, Optional<Above> terminal) {
    if (terminal.isEmpty()) {
      System.out.println(line);
    } else if (CtrlC.isInForeground() || !terminal.get().tryAccept(line)) {
      synchronized (terminal.get()) {
        System.out.println(line);
      }
    }
  }
}
