package io.nmr.shell;

import io.nmr.deploy.Operation;
import io.nmr.deploy.OperationSnapshot;
import io.nmr.deploy.OperationSnapshot.State;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.CommandResult;
import io.nmr.shell.result.ListResult;
import io.nmr.shell.text.Screen;
import io.nmr.shell.text.Screen.Style;
import io.nmr.shell.text.Table;
import io.nmr.shell.text.Table.Cell;
import io.nmr.shell.text.Table.Column;
import io.nmr.text.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The commands {@code nmr:operations} and {@code nmr:cancel}. */
final class OperationsCommands {
  private OperationsCommands() {}

  /** The command {@code nmr:operations}. */
  static final class Operations extends Command {
    private final CurrentDeployer deployers;

    Operations(CurrentDeployer deployers) {
      this.deployers = deployers;
    }

    @Descriptor(
        "lists the unloads, swaps and deployments under way, whoever asked for them, and the latest"
            + " that have ended: for how long, and what they do or how they ended")
    public Object operations(
        @Descriptor("only those under way")
            @Parameter(names = "--running", presentValue = TRUE, absentValue = FALSE)
            boolean running,
        @Descriptor(JSON_TEXT) @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
            boolean json,
        @Descriptor(NOTHING) String... words) {
      CommandLine.words("operations", words);
      List<OperationSnapshot> all =
          deployers.get().operations().stream().filter(it -> !running || isRunning(it)).toList();
      return CommandResult.of(new ListResult<>(all, screen -> show(all, screen)), json);
    }

    private static boolean isRunning(OperationSnapshot operation) {
      return operation.state() == State.RUNNING || operation.state() == State.WAITING;
    }

    private static String show(List<OperationSnapshot> all, Screen screen) {
      if (all.isEmpty()) {
        return "There is no operation.";
      }
      Table table =
          Table.of(
              Column.number("ID"),
              Column.id("WHAT"),
              Column.name("BUNDLE"),
              Column.id("BY"),
              Column.id("STATE"),
              Column.number("TIME"),
              Column.text("STEP"));
      for (OperationSnapshot each : all) {
        table.row(
            Cell.of(each.id()),
            Cell.of(each.kind().name().toLowerCase(Locale.ROOT)),
            Cell.of(each.bundle()),
            Cell.of(each.by()),
            Cell.of(each.state().name()).in(style(each)),
            Cell.of(Durations.show(each.duration())),
            Cell.of(step(each)));
      }
      return table.show(screen);
    }

    private static Style style(OperationSnapshot operation) {
      return switch (operation.state()) {
        case WAITING, RUNNING -> Style.BUSY;
        case DONE -> Style.GOOD;
        case FAILED, CANCELLED -> Style.BAD;
      };
    }

    /** What the operation does at the moment, or how it ended. */
    private static String step(OperationSnapshot operation) {
      if (isRunning(operation)) {
        return operation.step();
      }
      List<String> out = new ArrayList<>();
      operation.newBundle().ifPresent(out::add);
      operation
          .manner()
          .ifPresent(it -> out.add(it.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
      operation.failure().ifPresent(out::add);
      out.addAll(operation.notes());
      return String.join("; ", out);
    }
  }

  /** The command {@code nmr:cancel}. */
  static final class Cancel extends Command {
    private final CurrentDeployer deployers;

    Cancel(CurrentDeployer deployers) {
      this.deployers = deployers;
    }

    @Descriptor(
        "cancels an operation, so that all is as it was before. Once the old bundle begins to stop"
            + " that is not possible any more; a start that has begun is waited for, and undone then")
    public Object cancel(
        @Descriptor(JSON_TEXT) @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
            boolean json,
        @Completes(Completes.Kind.OPERATION)
            @Descriptor("OPERATION: its number; nmr:operations lists them")
            String... words) {
      String word = CommandLine.words("cancel", words, "OPERATION").get(0);
      if (!word.matches("\\d{1,18}")) {
        throw new CommandException(
            "'" + word + "' is no number of an operation; nmr:operations lists them");
      }
      Operation operation =
          deployers
              .get()
              .operation(Long.parseLong(word))
              .orElseThrow(() -> new CommandException("no operation " + word + " is under way"));
      try {
        operation.cancel();
      } catch (IllegalStateException late) {
        throw new CommandException(String.valueOf(late.getMessage()));
      }
      return CommandResult.of(new Cancelled(operation.now().id()), json);
    }

    /**
     * The answer that an operation is being cancelled.
     *
     * @param id the operation's number
     */
    public record Cancelled(long id) implements CommandResult {
      @Override
      public String show(Screen screen) {
        return "Operation " + id + " is being cancelled.";
      }
    }
  }
}
