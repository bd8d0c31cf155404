package io.nmr.shell;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.CommandResult;
import io.nmr.shell.text.Screen;
import java.util.function.BooleanSupplier;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/**
 * The command {@code nmr:strict}. While it is on, a script of which a line has failed ends the
 * process with a status other than 0. Lines fail on the threads of their sessions.
 */
final class StrictCommand extends Command implements CommandSessionListener, AutoCloseable {
  private final BooleanSupplier isFrameworkStopping;
  private final Runnable endOfProcess;

  @GuardedBy("this")
  private boolean isOn;

  @GuardedBy("this")
  private int failed;

  /**
   * A command that is off at first.
   *
   * @param endOfProcess gives the process its status; must not wait for the process to end
   */
  StrictCommand(BooleanSupplier isFrameworkStopping, Runnable endOfProcess) {
    this.isFrameworkStopping = isFrameworkStopping;
    this.endOfProcess = endOfProcess;
  }

  @Descriptor(
      "with on, the process ends with status 1 if a line has failed from then on: at the end of the"
          + " input and by exit without a number; off forgets the failed lines;"
          + " without a word, says which it is")
  public Object strict(
      @Descriptor(JSON_TEXT) @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
          boolean json,
      @Completes(Completes.Kind.ON_OFF) @Descriptor("[on|off]") String... words) {
    if (words.length > 0) {
      turn(CommandLine.words("strict", words, "on or off").get(0));
    }
    return CommandResult.of(result(), json);
  }

  private synchronized void turn(String word) {
    switch (word) {
      case "on" -> isOn = true;
      case "off" -> {
        isOn = false;
        failed = 0;
      }
      default -> throw new CommandException("'" + word + "'? nmr:strict takes on or off");
    }
  }

  private synchronized Result result() {
    return new Result(isOn, failed);
  }

  @Override
  public void beforeExecute(CommandSession session, CharSequence line) {}

  @Override
  public void afterExecute(CommandSession session, CharSequence line, Object result) {}

  /**
   * Counts a line that has failed. A line is judged as a whole, so an exception that a {@code try}
   * in it has caught does not count.
   */
  @Override
  public synchronized void afterExecute(
      CommandSession session, CharSequence line, Exception exception) {
    if (isOn) {
      failed++;
    }
  }

  /**
   * Ends the process with its status when the bundle stops. At the end of the input and at {@code
   * exit}, the shell stops the framework, and the launcher would then end the process with 0. The
   * first to end the process decides the status.
   */
  @Override
  public void close() {
    if (result().failed() > 0 && isFrameworkStopping.getAsBoolean()) {
      endOfProcess.run();
    }
  }

  /**
   * How strict the shell is.
   *
   * @param isOn whether a line that fails counts
   * @param failed how many lines have failed
   */
  public record Result(boolean isOn, int failed) implements CommandResult {
    @Override
    public String show(Screen screen) {
      return isOn
          ? "Strict: a line that fails makes the status 1. Failed so far: " + failed + "."
          : "Not strict: the status is 0 whatever fails.";
    }
  }
}
