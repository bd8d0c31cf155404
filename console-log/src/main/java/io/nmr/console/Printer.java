package io.nmr.console;

import java.io.PrintStream;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Prints lines above what somebody types at the terminal if a shell can do that, and to the
 * standard error otherwise. Any thread may call.
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
      // The shell has not started, is about to stop, or has failed. The line is printed below.
    }
    err.println(line);
  }
}
