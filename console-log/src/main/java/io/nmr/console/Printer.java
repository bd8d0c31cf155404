package io.nmr.console;

import java.io.PrintStream;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where lines go: above what somebody types at the terminal, where there is a shell that can print
 * them there; else to the standard error. Any thread.
 */
final class Printer implements Consumer<String> {
  private final PrintStream err;
  private final Supplier<@Nullable Consumer<String>> shell;

  Printer(PrintStream err, Supplier<@Nullable Consumer<String>> shell) {
    this.err = err;
    this.shell = shell;
  }

  @Override
  public void accept(String line) {
    Consumer<String> above = shell.get();
    try {
      if (above != null) {
        above.accept(line);
        return;
      }
    } catch (Throwable notNow) {
      // The shell is not there yet, is about to go, or is another bundle's fault: the line is not
      // lost.
    }
    err.println(line);
  }
}
