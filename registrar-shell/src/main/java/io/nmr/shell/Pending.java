package io.nmr.shell;

import io.nmr.Blocker;
import io.nmr.runtime.PendingDTO;
import io.nmr.shell.result.Reachable;
import io.nmr.shell.result.Results;
import io.nmr.shell.result.Shown;
import io.nmr.shell.text.Screen;
import java.time.InstantSource;
import java.util.AbstractList;
import java.util.List;
import java.util.StringJoiner;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:pending}. */
final class Pending extends Command {
  private static final String FRAMES = "6";

  private final Runtimes runtimes;

  Pending(Runtimes runtimes) {
    this.runtimes = runtimes;
  }

  @Descriptor(
      "shows every unload that waits, and every registration that an attach callback holds back: for"
          + " how long, whose stop it holds back, and on whom it waits: module, binding, direction,"
          + " thread and what that executes")
  public Object pending(
      @Descriptor(Options.JSON_TEXT)
          @Parameter(names = Options.JSON, presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean json,
      @Descriptor("NUMBER: so many frames of each thread (" + FRAMES + ")")
          @Parameter(names = "--frames", absentValue = FRAMES)
          String frames,
      @Descriptor(Options.NOTHING) String... words) {
    Words.of("pending", words);
    int most = Words.number("--frames", frames);
    return Results.of(new Result(runtimes.get().pending(), most, InstantSource.system()), json);
  }

  /** The deregistrations and registrations, as a list. */
  static final class Result extends AbstractList<PendingDTO> implements Shown {
    private final List<PendingDTO> pending;
    private final int frames;
    private final InstantSource clock;

    Result(List<PendingDTO> pending, int frames, InstantSource clock) {
      this.pending = Reachable.list(pending);
      this.frames = frames;
      this.clock = clock;
    }

    @Override
    public PendingDTO get(int index) {
      return pending.get(index);
    }

    @Override
    public int size() {
      return pending.size();
    }

    @Override
    public String show(Screen screen) {
      StringJoiner text = new StringJoiner("\n");
      text.setEmptyValue("Nothing is pending: no unload waits.");
      for (PendingDTO one : pending) {
        text.add(PendingText.heading(one, clock));
        if (one.blockers().isEmpty()) {
          text.add("  " + PendingText.waitsForNothing(one));
        }
        for (Blocker blocker : one.blockers()) {
          text.add(PendingText.blocker(blocker, "  ", frames, screen));
        }
      }
      return text.toString();
    }

    @Override
    public Object json() {
      return pending.stream().map(it -> PendingText.json(it, clock)).toList();
    }
  }
}
