package io.nmr.shell;

import io.nmr.runtime.RegistrarRuntime;
import io.nmr.shell.result.CommandException;
import java.util.Optional;
import java.util.function.Supplier;

/** The registrar of the moment. */
record CurrentRegistrar(Supplier<Optional<RegistrarRuntime>> current) {
  /**
   * The one that runs.
   *
   * @throws CommandException if none does
   */
  RegistrarRuntime get() {
    return find()
        .orElseThrow(
            () ->
                new CommandException(
                    "No registrar is running. Start the bundle io.nmr.registrar (lb lists it)."));
  }

  Optional<RegistrarRuntime> find() {
    return current.get();
  }
}
