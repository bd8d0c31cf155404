package io.nmr.shell;

import io.nmr.Side;
import io.nmr.runtime.BindingDTO;
import io.nmr.runtime.CountsDTO;
import io.nmr.runtime.PendingDTO;
import io.nmr.runtime.RegistrationDTO;
import io.nmr.shell.text.Cell;
import io.nmr.shell.text.Column;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import io.nmr.shell.text.Table;
import java.time.InstantSource;
import java.util.List;

/**
 * What {@code nmr:bindings} shows.
 *
 * @param ofWhat of which NPI or bundle these alone are; empty where it is all
 */
record BindingsText(
    List<BindingDTO> bindings,
    List<PendingDTO> pending,
    String ofWhat,
    List<RegistrationDTO> registrations,
    CountsDTO counts,
    InstantSource clock) {

  String show(Screen screen) {
    StringBuilder text = new StringBuilder(bindings.isEmpty() ? noBindings() : table(screen));
    show(text, "Deregistrations under way:", false);
    show(text, "Registrations under way:", true);
    return text.toString();
  }

  private void show(StringBuilder text, String heading, boolean isAttaching) {
    List<PendingDTO> some =
        pending.stream().filter(one -> one.isAttaching() == isAttaching).toList();
    if (!some.isEmpty()) {
      text.append("\n\n").append(heading);
    }
    for (PendingDTO one : some) {
      text.append("\n  ").append(PendingText.heading(one, clock));
      if (one.blockers().isEmpty()) {
        text.append("\n    ").append(PendingText.waitsForNothing(one));
      }
      one.blockers().forEach(it -> text.append("\n    waits for ").append(Plain.of(it.toString())));
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
    for (BindingDTO binding : bindings) {
      table.row(
          Cell.of(binding.id()),
          Cell.of(binding.npi()),
          Describing.module(binding.client()),
          Describing.module(binding.provider()),
          Describing.state(binding),
          Cell.of(Describing.calls(binding, binding.clientCalls())),
          Cell.of(Describing.calls(binding, binding.providerCalls())),
          Cell.of(binding.detachCause().map(Describing::words).orElse("")));
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
