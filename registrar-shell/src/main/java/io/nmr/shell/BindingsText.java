package io.nmr.shell;

import io.nmr.Blocker;
import io.nmr.DetachCause;
import io.nmr.Side;
import io.nmr.runtime.BindingDTO;
import io.nmr.runtime.PendingDTO;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationDTO;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/** What {@code nmr:bindings} prints. */
final class BindingsText {
  private BindingsText() {}

  static String of(RegistrarRuntime runtime, InstantSource clock) {
    StringBuilder text = new StringBuilder();
    List<BindingDTO> bindings = runtime.bindings();
    text.append(bindings.isEmpty() ? noBindings(runtime) : table(bindings));
    List<PendingDTO> pending = runtime.pending();
    if (!pending.isEmpty()) {
      text.append("\nDeregistrations under way:\n");
      pending.forEach(one -> append(text, one, clock));
    }
    return text.toString();
  }

  private static String table(List<BindingDTO> bindings) {
    Table table = Table.of("ID>", "NPI", "CLIENT", "PROVIDER", "STATE", "C>P>", "P>C>", "CAUSE");
    for (BindingDTO binding : bindings) {
      table.row(
          Long.toString(binding.id()),
          binding.npi(),
          name(binding.client()),
          name(binding.provider()),
          binding.state(),
          calls(binding, binding.clientCalls()),
          calls(binding, binding.providerCalls()),
          binding.detachCause().map(BindingsText::words).orElse(""));
    }
    return table.toString();
  }

  /** The calls of an unguarded binding are not counted, which is not the same as none. */
  private static String calls(BindingDTO binding, int calls) {
    return binding.isGuarded() ? Integer.toString(calls) : "-";
  }

  private static String words(DetachCause cause) {
    return cause.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String noBindings(RegistrarRuntime runtime) {
    List<RegistrationDTO> registrations = runtime.registrations();
    if (registrations.isEmpty()) {
      return "No bindings: no module is registered.\n";
    }
    long providers = registrations.stream().filter(one -> one.side() == Side.PROVIDER).count();
    long clients = registrations.size() - providers;
    return "No bindings: %d provider and %d client registrations, of which no two are attached; %d pairs declined so far.\n"
        .formatted(providers, clients, runtime.counts().declined());
  }

  private static void append(StringBuilder text, PendingDTO pending, InstantSource clock) {
    RegistrationDTO registration = pending.registration();
    Duration age = Duration.between(pending.since(), clock.instant());
    text.append(
        "  %s, %s of %s, for %.1f s%s\n"
            .formatted(
                name(registration),
                registration.side(),
                registration.npi(),
                Math.max(0, age.toMillis()) / 1000.0,
                pending.isHold() ? ", holds back the stop of " + registration.owner() : ""));
    if (pending.blockers().isEmpty()) {
      text.append("    waits for nothing any more\n");
    }
    for (Blocker blocker : pending.blockers()) {
      text.append("    waits for ").append(blocker).append('\n');
    }
  }

  /** The module as people know it, with the id that {@code stop} and {@code update} take. */
  private static String name(RegistrationDTO registration) {
    return registration.module()
        + (registration.number() == 0 ? "" : "#" + registration.number())
        + (registration.ownerId() < 0 ? "" : " [" + registration.ownerId() + "]");
  }
}
