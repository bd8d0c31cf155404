package io.nmr.shell;

import io.nmr.runtime.DeclineEntry;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.shell.result.CommandResult;
import io.nmr.shell.result.ListResult;
import io.nmr.shell.text.Screen;
import io.nmr.shell.text.Table;
import io.nmr.shell.text.Table.Cell;
import io.nmr.shell.text.Table.Column;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/**
 * The commands {@code nmr:declines} and {@code nmr:failures}, which list what the registrar
 * remembers.
 */
final class HistoryCommands {
  private HistoryCommands() {}

  /** The command {@code nmr:declines}. */
  static final class Declines extends Command {
    private final CurrentRegistrar runtimes;

    Declines(CurrentRegistrar runtimes) {
      this.runtimes = runtimes;
    }

    @Descriptor(
        "lists the latest declines: when, who declined whom, and why; the last one is the latest")
    public Object declines(
        @Descriptor(JSON_TEXT) @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
            boolean json,
        @Descriptor(NOTHING) String... words) {
      CommandLine.words("declines", words);
      List<DeclineEntry> declines = runtimes.get().declines();
      return CommandResult.of(new ListResult<>(declines, screen -> show(declines, screen)), json);
    }

    private static String show(List<DeclineEntry> declines, Screen screen) {
      if (declines.isEmpty()) {
        return "No declines.";
      }
      Table table =
          Table.of(
              Column.id("WHEN"),
              Column.name("NPI"),
              Column.name("CLIENT"),
              Column.name("PROVIDER"),
              Column.id("DECLINED BY"),
              Column.text("REASON"));
      for (DeclineEntry decline : declines) {
        table.row(
            Cell.of(Wording.time(decline.when())),
            Cell.of(decline.npi()),
            Cell.of(decline.client()),
            Cell.of(decline.provider()),
            Cell.of(decline.by().toString()),
            Cell.of(decline.reason()));
      }
      return table.show(screen);
    }
  }

  /** The command {@code nmr:failures}. */
  static final class Failures extends Command {
    private final CurrentRegistrar runtimes;

    Failures(CurrentRegistrar runtimes) {
      this.runtimes = runtimes;
    }

    @Descriptor(
        "lists the latest callbacks that threw, or whose stage failed: when, whose, in which binding,"
            + " and how; the last one is the latest")
    public Object failures(
        @Descriptor(JSON_TEXT) @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
            boolean json,
        @Descriptor(NOTHING) String... words) {
      CommandLine.words("failures", words);
      List<RuntimeEvent> failures = runtimes.get().failures();
      return CommandResult.of(new ListResult<>(failures, screen -> show(failures, screen)), json);
    }

    private static String show(List<RuntimeEvent> failures, Screen screen) {
      if (failures.isEmpty()) {
        return "No callback has failed.";
      }
      Table table =
          Table.of(
              Column.id("WHEN"),
              Column.number("BINDING"),
              Column.name("NPI"),
              Column.name("CLIENT"),
              Column.name("PROVIDER"),
              Column.id("BY"),
              Column.text("FAILURE"));
      for (RuntimeEvent failure : failures) {
        table.row(
            Cell.of(Wording.time(failure.when())),
            Cell.of(failure.bindingId()),
            Cell.of(failure.npi()),
            Cell.of(failure.client()),
            Cell.of(failure.provider()),
            Cell.of(failure.side().map(Object::toString).orElse("")),
            Cell.of(failure.detail()));
      }
      return table.show(screen);
    }
  }
}
