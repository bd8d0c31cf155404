package io.nmr.shell;

import io.nmr.deploy.Manner;
import io.nmr.deploy.Operation;
import io.nmr.deploy.OperationSnapshot;
import io.nmr.deploy.OperationSnapshot.State;
import io.nmr.deploy.Progress;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.CommandResult;
import io.nmr.shell.result.PublicCopy;
import io.nmr.shell.terminal.ProgressLine;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import io.nmr.text.Durations;
import java.time.Duration;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;

/**
 * A person's wait for an operation. The person sees how far the operation is, and may stop waiting
 * while it goes on.
 */
final class OperationWait {
  private final CommandSession session;
  private final boolean isJson;

  OperationWait(CommandSession session, boolean isJson) {
    this.session = session;
    this.isJson = isJson;
  }

  /**
   * Waits for the end of the operation.
   *
   * @param limit the time after which the command fails while the operation goes on
   * @return the result for Gogo; null if the person has stopped waiting
   */
  @Nullable Object end(Operation operation, Optional<Duration> limit) {
    Operation.Watch watch = operation.watch();
    try {
      return awaitEnd(operation, limit);
    } finally {
      watch.close();
    }
  }

  /**
   * Waits until the new bundle is in its place, and then for the end.
   *
   * @param given the person's limit for the new bundle, and then again for the old one; empty if
   *     there is none
   * @param attaching the time that the new bundle has in any case
   */
  @Nullable Object placedAndEnd(Operation operation, Optional<Duration> given, Duration attaching) {
    Operation.Watch watch = operation.watch();
    try {
      ProgressLine.End end =
          new ProgressLine(session, isJson)
              .await(
                  operation.placed(), Optional.of(attaching.plusSeconds(1)), () -> text(operation));
      OperationSnapshot now = operation.now();
      if (end == ProgressLine.End.LEFT) {
        return left(now);
      } else if (end == ProgressLine.End.TIMED_OUT && !isStopFirst(now)) {
        throw new CommandException(
            "%s has not started within %s; it is uninstalled when it has, and %s stays"
                .formatted(
                    now.newBundle().orElse(now.bundle()),
                    Durations.show(attaching),
                    now.bundleId() < 0 ? "everything else" : now.bundle()));
      }
      if (!isJson && !operation.isOver() && !isStopFirst(now)) {
        System.out.println(Plain.of(now.newBundle().orElse("the new bundle") + " is attached."));
      }
      return awaitEnd(operation, given);
    } finally {
      watch.close();
    }
  }

  private static boolean isStopFirst(OperationSnapshot now) {
    return now.manner().filter(Manner.STOP_FIRST::equals).isPresent();
  }

  private @Nullable Object awaitEnd(Operation operation, Optional<Duration> limit) {
    ProgressLine.End end =
        new ProgressLine(session, isJson).await(operation.done(), limit, () -> text(operation));
    OperationSnapshot now = operation.now();
    return switch (end) {
      case LEFT -> left(now);
      case TIMED_OUT ->
          throw new CommandException(
              "%s has not ended after %s (%s); it goes on, nmr:operations shows it"
                  .formatted(now.title(), Durations.show(now.duration()), text(operation)));
      case DONE -> result(operation.done().join());
    };
  }

  private @Nullable Object left(OperationSnapshot now) {
    System.out.println(
        Plain.of(capital(now.title()) + " goes on in the background; nmr:operations shows it."));
    return null;
  }

  private Object result(OperationSnapshot end) {
    if (end.state() == State.DONE) {
      return CommandResult.of(new Outcome(end), isJson);
    }
    throw new CommandException(
        "%s %s"
            .formatted(
                end.title(), end.failure().map(it -> "has failed: " + it).orElse("was cancelled")));
  }

  /** What the operation does, and what it waits for. */
  static String text(Operation operation) {
    Progress progress = operation.progress();
    String step = operation.now().step();
    return progress.equals(Progress.NONE) ? step : step + ": " + progress.text();
  }

  static String capital(String sentence) {
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }

  /**
   * How an operation ended.
   *
   * @param operation the operation as it ended
   */
  public record Outcome(OperationSnapshot operation) implements CommandResult {
    public Outcome {
      operation = PublicCopy.of(operation);
    }

    @Override
    public Object json() {
      return operation;
    }

    @Override
    public String show(Screen screen) {
      StringBuilder lines = new StringBuilder(Plain.of(sentence()));
      operation.notes().forEach(note -> lines.append("\n  ").append(Plain.of(note)));
      return lines.toString();
    }

    private String sentence() {
      String restarted =
          operation.restarted().isEmpty()
              ? ""
              : "; restarted " + String.join(", ", operation.restarted());
      String summary = operation.summary();
      boolean isName = operation.newBundle().filter(summary::startsWith).isPresent();
      return (isName ? summary : capital(summary))
          + (" in " + Durations.show(operation.duration()) + restarted + ".");
    }
  }
}
