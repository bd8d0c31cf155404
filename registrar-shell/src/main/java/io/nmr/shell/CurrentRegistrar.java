package io.nmr.shell;

import io.nmr.runtime.RegistrarRuntime;
import io.nmr.shell.result.CommandException;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds the registrar that runs at the moment. */
record CurrentRegistrar(Supplier<Optional<RegistrarRuntime>> current) {
  /**
   * The registrar that runs.
   *
   * @throws CommandException if none runs
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
