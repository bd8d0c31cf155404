package io.nmr.shell;

import io.nmr.Side;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationDTO;
import io.nmr.shell.bundle.Bundles;
import io.nmr.shell.result.Listing;
import io.nmr.shell.result.Results;
import io.nmr.shell.text.Cell;
import io.nmr.shell.text.Column;
import io.nmr.shell.text.Screen;
import io.nmr.shell.text.Style;
import io.nmr.shell.text.Table;
import java.util.List;

/** What the commands {@code nmr:providers} and {@code nmr:clients} have in common. */
abstract class Registrations extends Command {
  private final Runtimes runtimes;
  private final Bundles bundles;

  Registrations(Runtimes runtimes, Bundles bundles) {
    this.runtimes = runtimes;
    this.bundles = bundles;
  }

  final Object list(Side side, boolean json, String npi, String bundle) {
    RegistrarRuntime runtime = runtimes.get();
    Only only = Only.of(npi, bundle, bundles).ofKnownNpi(runtime);
    List<RegistrationDTO> found =
        runtime.registrations().stream()
            .filter(it -> it.side() == side && only.matches(it))
            .toList();
    return Results.of(new Listing<>(found, screen -> show(side, only, found, screen)), json);
  }

  private static String show(Side side, Only only, List<RegistrationDTO> found, Screen screen) {
    if (found.isEmpty()) {
      return "No " + side + only.words() + " is registered.";
    }
    Table table =
        Table.of(
            Column.number("ID"),
            Column.name("NPI"),
            Column.name("MODULE"),
            Column.number("BINDINGS"),
            Column.id("STATE"),
            Column.text("CHARACTERISTICS"));
    for (RegistrationDTO each : found) {
      table.row(
          Cell.of(each.id()),
          Cell.of(each.npi()),
          Describing.module(each),
          Cell.of(each.bindings()),
          each.isDeregistering()
              ? Cell.of("DEREGISTERING").in(Style.BUSY)
              : Cell.of("REGISTERED").in(Style.GOOD),
          Cell.of(Describing.characteristics(each)));
    }
    return table.show(screen);
  }
}
