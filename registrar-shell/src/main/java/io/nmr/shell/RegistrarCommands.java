package io.nmr.shell;

import io.nmr.runtime.RegistrarRuntime;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.felix.service.command.Descriptor;

/** The commands of the scope {@code nmr}; Gogo calls each public method by its name. */
public final class RegistrarCommands {
  private final Supplier<Optional<RegistrarRuntime>> runtime;

  RegistrarCommands(Supplier<Optional<RegistrarRuntime>> runtime) {
    this.runtime = runtime;
  }

  /** Prints to where Gogo has pointed the standard output of this command: terminal or pipe. */
  @Descriptor(
      "shows which client is attached to which provider: NPI, modules with their bundle ids, state,"
          + " calls in progress of the client (C>P) and of the provider (P>C), and why a binding is"
          + " taken apart; below them what each deregistration under way waits for")
  public void bindings() {
    System.out.print(
        runtime
            .get()
            .map(present -> BindingsText.of(present, InstantSource.system()))
            .orElse("No registrar is running. Start the bundle io.nmr.registrar (lb lists it).\n"));
  }
}
