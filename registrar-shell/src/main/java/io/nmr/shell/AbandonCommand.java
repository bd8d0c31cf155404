package io.nmr.shell;

import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.CommandResult;
import io.nmr.shell.result.PublicCopy;
import io.nmr.shell.terminal.Question;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:abandon}. */
final class AbandonCommand extends Command {
  private static final String ABANDONED = "ABANDONED";

  private final CurrentRegistrar runtimes;
  private final Supplier<InputStream> keyboard;

  /** A command that reads the answer to its question from that keyboard. */
  AbandonCommand(CurrentRegistrar runtimes, Supplier<InputStream> keyboard) {
    this.runtimes = runtimes;
    this.keyboard = keyboard;
  }

  @Descriptor(
      "gives up the wait for one binding that is taken apart: its guards close, the stop that waits"
          + " for it goes on, and what was left behind is recorded. The calls inside go on in code"
          + " that is being unloaded. Asks first")
  public Object abandon(
      CommandSession session,
      @Descriptor("does not ask")
          @Parameter(
              names = {"--yes", "-y"},
              presentValue = TRUE,
              absentValue = FALSE)
          boolean yes,
      @Descriptor(JSON_TEXT) @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
          boolean json,
      @Completes(Completes.Kind.WAITED_BINDING)
          @Descriptor("BINDING: an id, as nmr:bindings shows it")
          String... words)
      throws IOException {
    long id = CommandLine.bindingId(CommandLine.words("abandon", words, "BINDING").get(0));
    RegistrarRuntime runtime = runtimes.get();
    BindingSnapshot binding = BindingCommand.find(runtime, id);
    // The registrar refuses such an abandon, too, but only after the person has been asked.
    if (!waitedFor(runtime).contains(id)) {
      throw new CommandException(
          binding.state().equals(ABANDONED)
              ? "binding " + id + " is abandoned already, and nobody else waits for it"
              : "nobody waits for binding %d, which is %s; nmr:pending shows what is waited for"
                  .formatted(id, binding.state()));
    }
    if (!yes && !isAgreed(binding, session)) {
      return CommandResult.of(new Result(binding, false), json);
    }
    try {
      runtime.abandon(id);
    } catch (IllegalArgumentException | IllegalStateException refused) {
      throw new CommandException(String.valueOf(refused.getMessage()));
    }
    return CommandResult.of(new Result(binding, true), json);
  }

  /**
   * The ids of the bindings that somebody waits for. A binding that was abandoned for one side is
   * among them while the other side waits for it, and has to be abandoned for that side as well.
   */
  static Set<Long> waitedFor(RegistrarRuntime runtime) {
    return runtime.pending().stream()
        .flatMap(it -> it.blockers().stream())
        .map(it -> it.binding().id())
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean isAgreed(BindingSnapshot binding, CommandSession session) throws IOException {
    if (!Screen.of(session).isTerminal()) {
      throw new CommandException(
          "nmr:abandon asks, and there is nobody to ask; give --yes to abandon binding "
              + binding.id());
    }
    String question =
        "Abandon " + name(binding) + "? Its calls go on in code that is unloaded. [y/N] ";
    return Question.isAgreed(session, keyboard.get(), Plain.of(question));
  }

  private static String name(BindingSnapshot binding) {
    return "binding %d of %s (%s with %s)"
        .formatted(
            binding.id(),
            binding.npi(),
            Wording.name(binding.client()),
            Wording.name(binding.provider()));
  }

  /**
   * What became of the binding.
   *
   * @param binding the binding as it was before
   * @param isAbandoned whether it was abandoned; otherwise the binding is unchanged
   */
  public record Result(BindingSnapshot binding, boolean isAbandoned) implements CommandResult {
    public Result {
      binding = PublicCopy.of(binding);
    }

    @Override
    public String show(Screen screen) {
      return isAbandoned
          ? Plain.of("Abandoned " + name(binding) + ".")
          : "Binding " + binding.id() + " is as it was.";
    }
  }
}
