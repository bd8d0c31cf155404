package io.nmr.shell;

import io.nmr.Side;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationSnapshot;
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

/**
 * The commands {@code nmr:providers} and {@code nmr:clients}, which list the registrations of one
 * side.
 */
abstract class RegistrationsCommand extends Command {
  private final CurrentRegistrar runtimes;
  private final Bundles bundles;

  RegistrationsCommand(CurrentRegistrar runtimes, Bundles bundles) {
    this.runtimes = runtimes;
    this.bundles = bundles;
  }

  final Object list(Side side, boolean json, String npi, String bundle) {
    RegistrarRuntime runtime = runtimes.get();
    Filter only = Filter.of(npi, bundle, bundles).ofKnownNpi(runtime);
    List<RegistrationSnapshot> found =
        runtime.registrations().stream()
            .filter(it -> it.side() == side && only.matches(it))
            .toList();
    return CommandResult.of(
        new ListResult<>(found, screen -> show(side, only, found, screen)), json);
  }

  private static String show(
      Side side, Filter only, List<RegistrationSnapshot> found, Screen screen) {
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
    for (RegistrationSnapshot each : found) {
      table.row(
          Cell.of(each.id()),
          Cell.of(each.npi()),
          Wording.module(each),
          Cell.of(each.bindings()),
          each.isDeregistering()
              ? Cell.of("DEREGISTERING").in(Style.BUSY)
              : Cell.of("REGISTERED").in(Style.GOOD),
          Cell.of(Wording.characteristics(each)));
    }
    return table.show(screen);
  }

  /** The command {@code nmr:providers}. */
  static final class Providers extends RegistrationsCommand {
    Providers(CurrentRegistrar runtimes, Bundles bundles) {
      super(runtimes, bundles);
    }

    @Descriptor(
        "lists the registered providers: NPI, module with its bundle's id, how many clients are bound"
            + " to it, and the characteristics that clients are told")
    public Object providers(
        @Descriptor(JSON_TEXT) @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
            boolean json,
        @Completes(Completes.Kind.NPI)
            @Descriptor(NPI_TEXT)
            @Parameter(names = NPI, absentValue = "")
            String npi,
        @Completes(Completes.Kind.BUNDLE)
            @Descriptor(BUNDLE_TEXT)
            @Parameter(names = BUNDLE, absentValue = "")
            String bundle,
        @Descriptor(NOTHING) String... words) {
      CommandLine.words("providers", words);
      return list(Side.PROVIDER, json, npi, bundle);
    }
  }

  /** The command {@code nmr:clients}. */
  static final class Clients extends RegistrationsCommand {
    Clients(CurrentRegistrar runtimes, Bundles bundles) {
      super(runtimes, bundles);
    }

    @Descriptor(
        "lists the registered clients: NPI, module with its bundle's id, how many providers it is"
            + " bound to, and the characteristics that providers are told")
    public Object clients(
        @Descriptor(JSON_TEXT) @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
            boolean json,
        @Completes(Completes.Kind.NPI)
            @Descriptor(NPI_TEXT)
            @Parameter(names = NPI, absentValue = "")
            String npi,
        @Completes(Completes.Kind.BUNDLE)
            @Descriptor(BUNDLE_TEXT)
            @Parameter(names = BUNDLE, absentValue = "")
            String bundle,
        @Descriptor(NOTHING) String... words) {
      CommandLine.words("clients", words);
      return list(Side.CLIENT, json, npi, bundle);
    }
  }
}
