package io.nmr.shell;

import io.nmr.runtime.BindingDTO;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:abandon}. */
final class Abandon extends Command {
  private final Runtimes runtimes;
  private final Supplier<InputStream> keyboard;

  /** With where an answer is read from, in a command. */
  Abandon(Runtimes runtimes, Supplier<InputStream> keyboard) {
    this.runtimes = runtimes;
    this.keyboard = keyboard;
  }

  @Descriptor(
      "gives up the wait for one binding that is taken apart: its guards close, the stop that waits"
          + " for it goes on, and what was left behind is recorded. The calls inside go on in code"
          + " that is being unloaded. Asks first")
  public String abandon(
      CommandSession session,
      @Descriptor("does not ask")
          @Parameter(
              names = {"--yes", "-y"},
              presentValue = Options.TRUE,
              absentValue = Options.FALSE)
          boolean yes,
      @Completed(Completed.Kind.BINDING) @Descriptor("BINDING: an id, as nmr:bindings shows it")
          String... words)
      throws IOException {
    long id = Words.bindingId(Words.of("abandon", words, "BINDING").get(0));
    RegistrarRuntime runtime = runtimes.get();
    BindingDTO binding = OneBinding.find(runtime, id);
    // The registrar refuses that, too, but only after a person would have been asked.
    if (!binding.client().isDeregistering() && !binding.provider().isDeregistering()) {
      throw new CommandException(
          "nobody waits for binding %d, which is %s; nmr:pending shows what is waited for"
              .formatted(id, binding.state()));
    }
    if (!yes && !isAgreed(binding, Screen.of(session))) {
      return "Binding " + id + " is as it was.";
    }
    try {
      runtime.abandon(id);
    } catch (IllegalArgumentException | IllegalStateException refused) {
      throw new CommandException(String.valueOf(refused.getMessage()));
    }
    return Plain.of("Abandoned " + name(binding) + ".");
  }

  private boolean isAgreed(BindingDTO binding, Screen screen) throws IOException {
    if (!screen.isTerminal()) {
      throw new CommandException(
          "nmr:abandon asks, and there is nobody to ask; give --yes to abandon binding "
              + binding.id());
    }
    System.out.print(
        Plain.of(
            "Abandon " + name(binding) + "? Its calls go on in code that is unloaded. [y/N] "));
    System.out.flush();
    String answer = readLine(keyboard.get()).strip().toLowerCase(Locale.ROOT);
    return answer.equals("y") || answer.equals("yes");
  }

  private static String name(BindingDTO binding) {
    return "binding %d of %s (%s with %s)"
        .formatted(
            binding.id(),
            binding.npi(),
            Describing.name(binding.client()),
            Describing.name(binding.provider()));
  }

  /** Byte by byte: what follows the line is the shell's. */
  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n' && next != '\r'; next = in.read()) {
      line.append(new String(new byte[] {(byte) next}, StandardCharsets.ISO_8859_1));
    }
    return line.toString();
  }
}
