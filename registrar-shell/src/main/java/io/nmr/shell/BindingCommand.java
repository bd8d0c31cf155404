package io.nmr.shell;

import io.nmr.Blocker;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationSnapshot;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.CommandResult;
import io.nmr.shell.result.PublicCopy;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:binding}. */
final class BindingCommand extends Command {
  private static final int FRAMES = 12;

  private final CurrentRegistrar runtimes;

  BindingCommand(CurrentRegistrar runtimes) {
    this.runtimes = runtimes;
  }

  @Descriptor(
      "shows all about one binding: both modules with their characteristics, state, calls in"
          + " progress, and, while it is taken apart, who is inside and what that thread executes")
  public Object binding(
      @Descriptor(JSON_TEXT) @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
          boolean json,
      @Completes(Completes.Kind.BINDING) @Descriptor("BINDING: an id, as nmr:bindings shows it")
          String... words) {
    long id = CommandLine.bindingId(CommandLine.words("binding", words, "BINDING").get(0));
    RegistrarRuntime runtime = runtimes.get();
    return CommandResult.of(new Result(find(runtime, id), blockers(runtime, id)), json);
  }

  /** Finds the binding with that id. */
  static BindingSnapshot find(RegistrarRuntime runtime, long id) {
    return runtime.bindings().stream()
        .filter(it -> it.id() == id)
        .findFirst()
        .orElseThrow(
            () -> new CommandException("there is no binding " + id + "; nmr:bindings lists them"));
  }

  static List<Blocker> blockers(RegistrarRuntime runtime, long id) {
    return runtime.pending().stream()
        .flatMap(it -> it.blockers().stream())
        .filter(it -> it.binding().id() == id)
        .distinct() // both sides may wait for it
        .toList();
  }

  /**
   * A binding, and what it waits for.
   *
   * @param binding the binding
   * @param blockers what the binding waits for; known while the binding is being detached
   */
  public record Result(BindingSnapshot binding, List<Blocker> blockers) implements CommandResult {
    public Result {
      binding = PublicCopy.of(binding);
      blockers = PublicCopy.list(blockers);
    }

    @Override
    public String show(Screen screen) {
      StringJoiner text = new StringJoiner("\n");
      text.add(
          Plain.of(
              "Binding %d of %s: %s%s%s"
                  .formatted(
                      binding.id(),
                      binding.npi(),
                      binding.state(),
                      binding.detachCause().map(it -> ", " + Wording.words(it)).orElse(""),
                      binding.isGuarded() ? "" : ", unguarded")));
      text.add("  client    " + instance(binding.client()));
      text.add("  provider  " + instance(binding.provider()));
      text.add(
          binding.isGuarded()
              ? "  calls     %d of the client, %d of the provider"
                  .formatted(binding.clientCalls(), binding.providerCalls())
              : "  calls     not counted");
      if (!blockers.isEmpty()) {
        text.add("  waits for");
      }
      blockers.forEach(it -> text.add(PendingCommand.blocker(it, "    ", FRAMES, screen)));
      return text.toString();
    }

    private static String instance(RegistrationSnapshot registration) {
      String characteristics = Wording.characteristics(registration);
      return Plain.of(
          Wording.name(registration)
              + (registration.isDeregistering() ? ", deregistering" : "")
              + (characteristics.isEmpty() ? "" : " {" + characteristics + "}"));
    }

    @Override
    public Object json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("binding", Objects.requireNonNull(binding));
      json.put("blockers", blockers.stream().map(PendingCommand::json).toList());
      return json;
    }
  }
}
