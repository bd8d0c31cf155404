package io.nmr.shell;

import io.nmr.runtime.DeclineDTO;
import io.nmr.shell.result.Listing;
import io.nmr.shell.result.Results;
import io.nmr.shell.text.Cell;
import io.nmr.shell.text.Column;
import io.nmr.shell.text.Screen;
import io.nmr.shell.text.Table;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:declines}. */
final class Declines extends Command {
  private final Runtimes runtimes;

  Declines(Runtimes runtimes) {
    this.runtimes = runtimes;
  }

  @Descriptor(
      "lists the latest declines: when, who declined whom, and why; the last one is the latest")
  public Object declines(
      @Descriptor(Options.JSON_TEXT)
          @Parameter(names = Options.JSON, presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean json,
      @Descriptor(Options.NOTHING) String... words) {
    Words.of("declines", words);
    List<DeclineDTO> declines = runtimes.get().declines();
    return Results.of(new Listing<>(declines, screen -> show(declines, screen)), json);
  }

  private static String show(List<DeclineDTO> declines, Screen screen) {
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
    for (DeclineDTO decline : declines) {
      table.row(
          Cell.of(Describing.time(decline.when())),
          Cell.of(decline.npi()),
          Cell.of(decline.client()),
          Cell.of(decline.provider()),
          Cell.of(decline.by().toString()),
          Cell.of(decline.reason()));
    }
    return table.show(screen);
  }
}
