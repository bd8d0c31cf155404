package io.nmr.shell.result;

import io.nmr.shell.text.Json;
import io.nmr.shell.text.Screen;
import java.util.List;
import org.apache.felix.service.command.Process;

/** Hands a command's result to Gogo. */
public final class Results {
  private Results() {}

  /** The result itself, or its JSON. For the thread that executes the command. */
  public static Object of(Shown shown, boolean isJson) {
    if (isJson) {
      return text(Json.of(shown.json()));
    }
    if (isRedirected()) {
      System.out.println(shown.show(Screen.PLAIN));
    }
    return shown;
  }

  /** The same for a result that is a text. */
  public static String text(String text) {
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
