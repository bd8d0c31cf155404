package io.nmr.shell.result;

import io.nmr.shell.text.Json;
import io.nmr.shell.text.Screen;
import java.util.List;
import org.apache.felix.service.command.Process;

/** A result that a person can read: Gogo asks {@link ResultFormat} for its text. */
public interface CommandResult {
  /** The text for that screen, printable, without a newline at its end. */
  String show(Screen screen);

  /**
   * The value that {@code --json} writes, made of types that {@link io.nmr.shell.text.Json} knows.
   */
  default Object json() {
    return this;
  }

  /** Returns the result itself, or its JSON. Called on the thread that executes the command. */
  static Object of(CommandResult result, boolean isJson) {
    if (isJson) {
      return text(Json.of(result.json()));
    }
    if (isRedirected()) {
      System.out.println(result.show(Screen.PLAIN));
    }
    return result;
  }

  /** Returns a result that is a text. */
  static String text(String text) {
    if (isRedirected()) {
      System.out.println(text);
    }
    return text;
  }

  /**
   * Whether the output goes to a file. Gogo prints a result at the prompt and into a pipe, but with
   * {@code > file} the file would stay empty; so this class writes the result there. (The same
   * happens in {@code (nmr:bindings)}, where Gogo prefers the result to the written text.)
   */
  @SuppressWarnings("ReferenceEquality") // compares with that very process
  private static boolean isRedirected() {
    Process process = Process.Utils.current();
    if (process == null) {
      return false;
    }
    List<Process> pipeline = process.job().processes();
    return !process.isTty(1) && process == pipeline.get(pipeline.size() - 1);
  }
}
