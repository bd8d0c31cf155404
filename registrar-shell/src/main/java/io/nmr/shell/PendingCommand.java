package io.nmr.shell;

import io.nmr.Blocker;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.runtime.RegistrationSnapshot;
import io.nmr.shell.result.CommandResult;
import io.nmr.shell.result.PublicCopy;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import io.nmr.shell.text.Screen.Style;
import io.nmr.text.Durations;
import java.time.Duration;
import java.time.InstantSource;
import java.util.AbstractList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:pending}. */
final class PendingCommand extends Command {
  private static final String FRAMES = "6";

  private final CurrentRegistrar runtimes;

  PendingCommand(CurrentRegistrar runtimes) {
    this.runtimes = runtimes;
  }

  @Descriptor(
      "shows every unload that waits, and every registration that an attach callback holds back: for"
          + " how long, whose stop it holds back, and on whom it waits: module, binding, direction,"
          + " thread and what that executes")
  public Object pending(
      @Descriptor(JSON_TEXT) @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
          boolean json,
      @Descriptor("NUMBER: so many frames of each thread (" + FRAMES + ")")
          @Parameter(names = "--frames", absentValue = FRAMES)
          String frames,
      @Descriptor(NOTHING) String... words) {
    CommandLine.words("pending", words);
    int most = CommandLine.number("--frames", frames);
    return CommandResult.of(
        new Result(runtimes.get().pending(), most, InstantSource.system()), json);
  }

  /** The deregistrations and registrations, as a list. */
  static final class Result extends AbstractList<PendingSnapshot> implements CommandResult {
    private final List<PendingSnapshot> pending;
    private final int frames;
    private final InstantSource clock;

    Result(List<PendingSnapshot> pending, int frames, InstantSource clock) {
      this.pending = PublicCopy.list(pending);
      this.frames = frames;
      this.clock = clock;
    }

    @Override
    public PendingSnapshot get(int index) {
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
      for (PendingSnapshot one : pending) {
        text.add(heading(one, clock));
        if (one.blockers().isEmpty()) {
          text.add("  " + waitsForNothing(one));
        }
        for (Blocker blocker : one.blockers()) {
          text.add(blocker(blocker, "  ", frames, screen));
        }
      }
      return text.toString();
    }

    @Override
    public Object json() {
      return pending.stream().map(it -> PendingCommand.json(it, clock)).toList();
    }
  }

  /** Describes a pending deregistration or registration in one printable line. */
  static String heading(PendingSnapshot pending, InstantSource clock) {
    RegistrationSnapshot registration = pending.registration();
    Duration age = Duration.between(pending.since(), clock.instant());
    return Plain.of(
        "%s, %s of %s, %sfor %s%s"
            .formatted(
                Wording.name(registration),
                registration.side(),
                registration.npi(),
                pending.isAttaching() ? "attaching " : "",
                Durations.show(age),
                heldBack(pending)));
  }

  private static String heldBack(PendingSnapshot pending) {
    String owner = pending.registration().owner();
    if (pending.isAttaching()) {
      return ", holds back " + owner;
    }
    return pending.isHold() ? ", holds back the stop of " + owner : "";
  }

  /** The text where there is no blocker at this moment. */
  static String waitsForNothing(PendingSnapshot pending) {
    return pending.isAttaching() ? "goes on to its next peer" : "waits for nothing any more";
  }

  /** Describes a blocker, with the innermost frames of the threads that are inside. */
  static String blocker(Blocker blocker, String indent, int frames, Screen screen) {
    Blocker withoutFrames =
        new Blocker(
            blocker.binding(), blocker.side(), blocker.reason(), blocker.thread(), List.of());
    StringBuilder text = new StringBuilder(indent).append(Plain.of(withoutFrames.toString()));
    List<StackTraceElement> executing = withoutParking(blocker.executing());
    for (StackTraceElement frame : executing.subList(0, Math.min(frames, executing.size()))) {
      text.append('\n')
          .append(indent)
          .append(screen.styled(Style.FAINT, "    at " + Plain.of(frame.toString())));
    }
    int more = executing.size() - frames;
    if (more > 0 && frames > 0) {
      text.append('\n')
          .append(indent)
          .append(screen.styled(Style.FAINT, "    and " + more + " more"));
    }
    return text.toString();
  }

  /**
   * Drops the innermost frames of the JDK but the one that the module's code has called: how the
   * JDK waits tells nobody anything.
   */
  private static List<StackTraceElement> withoutParking(List<StackTraceElement> frames) {
    int first = 0;
    while (first < frames.size() && isOfJdk(frames.get(first))) {
      first++;
    }
    return first == 0 || first == frames.size() ? frames : frames.subList(first - 1, frames.size());
  }

  private static boolean isOfJdk(StackTraceElement frame) {
    String name = frame.getClassName();
    return name.startsWith("java.") || name.startsWith("jdk.") || name.startsWith("sun.");
  }

  static Map<String, Object> json(PendingSnapshot pending, InstantSource clock) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("registration", pending.registration());
    json.put("since", pending.since());
    json.put("duration", Duration.between(pending.since(), clock.instant()));
    json.put("isHold", pending.isHold());
    json.put("isAttaching", pending.isAttaching());
    json.put("blockers", pending.blockers().stream().map(PendingCommand::json).toList());
    return json;
  }

  static Map<String, Object> json(Blocker blocker) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("binding", blocker.binding().id());
    json.put("npi", blocker.binding().npi().id());
    json.put("client", blocker.binding().client().toString());
    json.put("provider", blocker.binding().provider().toString());
    json.put("side", blocker.side());
    json.put("reason", blocker.reason());
    json.put("thread", blocker.thread());
    json.put("executing", blocker.executing().stream().map(Object::toString).toList());
    return json;
  }
}
