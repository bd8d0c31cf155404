package io.nmr.shell.result;

import io.nmr.shell.text.Json;
import io.nmr.shell.text.Screen;
import java.util.List;
import org.apache.felix.service.command.Process;

/** A result that a person can read: Gogo asks {@link ResultFormat} for the text of it. */
public interface CommandResult {
  /** The text for that screen, printable, without a newline at its end. */
  String show(Screen screen);

  /** What {@code --json} writes of it, made of what {@link io.nmr.shell.text.Json} knows. */
  default Object json() {
    return this;
  }

  /** The result itself, or its JSON. For the thread that executes the command. */
  static Object of(CommandResult result, boolean isJson) {
    if (isJson) {
      return text(Json.of(result.json()));
    }
    if (isRedirected()) {
      System.out.println(result.show(Screen.PLAIN));
    }
    return result;
  }

  /** The same for a result that is a text. */
  static String text(String text) {
    if (isRedirected()) {
      System.out.println(text);
    }
    return text;
  }

  /**
   * Gogo prints a result at the prompt and into a pipe, but where {@code > file} says so the file
   * stays empty. So it is written here. (In {@code (nmr:bindings)} too, where Gogo prefers the
   * result to what was written.)
   */
  @SuppressWarnings("ReferenceEquality") // this very process
  private static boolean isRedirected() {
    Process process = Process.Utils.current();
    if (process == null) {
      return false;
    }
    List<Process> pipeline = process.job().processes();
    return !process.isTty(1) && process == pipeline.get(pipeline.size() - 1);
  }
}
