package io.nmr.shell;

import io.nmr.Side;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.CountsSnapshot;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationSnapshot;
import io.nmr.shell.result.CommandResult;
import io.nmr.shell.result.ListResult;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import io.nmr.shell.text.Table;
import io.nmr.shell.text.Table.Cell;
import io.nmr.shell.text.Table.Column;
import java.time.InstantSource;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:bindings}. */
final class BindingsCommand extends Command {
  private final CurrentRegistrar runtimes;
  private final Bundles bundles;

  BindingsCommand(CurrentRegistrar runtimes, Bundles bundles) {
    this.runtimes = runtimes;
    this.bundles = bundles;
  }

  @Descriptor(
      "shows which client is attached to which provider: NPI, modules with their bundle ids, state,"
          + " calls in progress of the client (C>P) and of the provider (P>C), and why a binding is"
          + " taken apart; below them what each deregistration under way waits for")
  public Object bindings(
      @Descriptor(JSON_TEXT) @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
          boolean json,
      @Completes(Completes.Kind.NPI) @Descriptor(NPI_TEXT) @Parameter(names = NPI, absentValue = "")
          String npi,
      @Completes(Completes.Kind.BUNDLE)
          @Descriptor(BUNDLE_TEXT)
          @Parameter(names = BUNDLE, absentValue = "")
          String bundle,
      @Descriptor(NOTHING) String... words) {
    CommandLine.words("bindings", words);
    RegistrarRuntime runtime = runtimes.get();
    Filter only = Filter.of(npi, bundle, bundles).ofKnownNpi(runtime);
    List<BindingSnapshot> found = runtime.bindings().stream().filter(only::matches).toList();
    List<PendingSnapshot> pending =
        runtime.pending().stream().filter(it -> only.matches(it.registration())).toList();
    Text text =
        new Text(
            found,
            pending,
            only.words(),
            runtime.registrations(),
            runtime.counts(),
            InstantSource.system());
    return CommandResult.of(new ListResult<>(found, text::show), json);
  }

  /**
   * The table that {@code nmr:bindings} shows.
   *
   * @param ofWhat the NPI or bundle to which the list is limited; empty where all bindings are
   *     listed
   */
  record Text(
      List<BindingSnapshot> bindings,
      List<PendingSnapshot> pending,
      String ofWhat,
      List<RegistrationSnapshot> registrations,
      CountsSnapshot counts,
      InstantSource clock) {

    String show(Screen screen) {
      StringBuilder text = new StringBuilder(bindings.isEmpty() ? noBindings() : table(screen));
      show(text, "Deregistrations under way:", false);
      show(text, "Registrations under way:", true);
      return text.toString();
    }

    private void show(StringBuilder text, String heading, boolean isAttaching) {
      List<PendingSnapshot> some =
          pending.stream().filter(one -> one.isAttaching() == isAttaching).toList();
      if (!some.isEmpty()) {
        text.append("\n\n").append(heading);
      }
      for (PendingSnapshot one : some) {
        text.append("\n  ").append(PendingCommand.heading(one, clock));
        if (one.blockers().isEmpty()) {
          text.append("\n    ").append(PendingCommand.waitsForNothing(one));
        }
        one.blockers()
            .forEach(it -> text.append("\n    waits for ").append(Plain.of(it.toString())));
      }
    }

    private String table(Screen screen) {
      Table table =
          Table.of(
              Column.number("ID"),
              Column.name("NPI"),
              Column.name("CLIENT"),
              Column.name("PROVIDER"),
              Column.id("STATE"),
              Column.number("C>P"),
              Column.number("P>C"),
              Column.text("CAUSE"));
      for (BindingSnapshot binding : bindings) {
        table.row(
            Cell.of(binding.id()),
            Cell.of(binding.npi()),
            Wording.module(binding.client()),
            Wording.module(binding.provider()),
            Wording.state(binding),
            Cell.of(Wording.calls(binding, binding.clientCalls())),
            Cell.of(Wording.calls(binding, binding.providerCalls())),
            Cell.of(binding.detachCause().map(Wording::words).orElse("")));
      }
      return table.show(screen);
    }

    private String noBindings() {
      if (!ofWhat.isEmpty()) {
        return "No bindings" + ofWhat + ".";
      }
      if (registrations.isEmpty()) {
        return "No bindings: no module is registered.";
      }
      long providers = registrations.stream().filter(one -> one.side() == Side.PROVIDER).count();
      long clients = registrations.size() - providers;
      return "No bindings: %d provider and %d client registrations, of which no two are attached; %d %s declined so far."
          .formatted(
              providers, clients, counts.declined(), counts.declined() == 1 ? "pair" : "pairs");
    }
  }
}
