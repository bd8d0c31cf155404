package io.nmr.shell;

import io.nmr.runtime.NpiSnapshot;
import io.nmr.shell.result.CommandResult;
import io.nmr.shell.result.ListResult;
import io.nmr.shell.text.Screen;
import io.nmr.shell.text.Screen.Style;
import io.nmr.shell.text.Table;
import io.nmr.shell.text.Table.Cell;
import io.nmr.shell.text.Table.Column;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:npis}. */
final class NpisCommand extends Command {
  private final CurrentRegistrar runtimes;

  NpisCommand(CurrentRegistrar runtimes) {
    this.runtimes = runtimes;
  }

  @Descriptor(
      "lists the NPIs with a registration: their dispatch types, the bundle that these come from,"
          + " how many providers and clients there are, and which NPIs of equal id have other types")
  public Object npis(
      @Descriptor(JSON_TEXT) @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
          boolean json,
      @Descriptor(NOTHING) String... words) {
    CommandLine.words("npis", words);
    List<NpiSnapshot> npis = runtimes.get().npis();
    return CommandResult.of(new ListResult<>(npis, screen -> show(npis, screen)), json);
  }

  private static String show(List<NpiSnapshot> npis, Screen screen) {
    if (npis.isEmpty()) {
      return "No NPIs: no module is registered.";
    }
    Table table =
        Table.of(
            Column.name("NPI"),
            Column.number("PROVIDERS"),
            Column.number("CLIENTS"),
            Column.name("PROVIDER DISPATCH"),
            Column.name("CLIENT DISPATCH"),
            Column.name("EXPORTER"),
            Column.text("CONFLICTS WITH"));
    for (NpiSnapshot npi : npis) {
      table.row(
          Cell.of(npi.id()),
          Cell.of(npi.providers()),
          Cell.of(npi.clients()),
          Cell.of(npi.providerDispatch()),
          Cell.of(npi.clientDispatch()),
          Cell.of(npi.exporter()),
          Cell.of(String.join(", ", npi.conflictsWith())).in(Style.BAD));
    }
    return table.show(screen);
  }
}
