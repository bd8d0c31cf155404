package io.nmr.shell;

import io.nmr.runtime.EventDTO;
import io.nmr.shell.result.Listing;
import io.nmr.shell.result.Results;
import io.nmr.shell.text.Cell;
import io.nmr.shell.text.Column;
import io.nmr.shell.text.Screen;
import io.nmr.shell.text.Table;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:failures}. */
final class Failures extends Command {
  private final Runtimes runtimes;

  Failures(Runtimes runtimes) {
    this.runtimes = runtimes;
  }

  @Descriptor(
      "lists the latest callbacks that threw, or whose stage failed: when, whose, in which binding,"
          + " and how; the last one is the latest")
  public Object failures(
      @Descriptor(Options.JSON_TEXT)
          @Parameter(names = Options.JSON, presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean json,
      @Descriptor(Options.NOTHING) String... words) {
    Words.of("failures", words);
    List<EventDTO> failures = runtimes.get().failures();
    return Results.of(new Listing<>(failures, screen -> show(failures, screen)), json);
  }

  private static String show(List<EventDTO> failures, Screen screen) {
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
    for (EventDTO failure : failures) {
      table.row(
          Cell.of(Describing.time(failure.when())),
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
