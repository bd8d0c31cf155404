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
 * The command {@code nmr:strict}: with it a script of which a line has failed ends the process with
 * another status than 0. Lines fail on the threads of their sessions.
 */
final class StrictCommand extends Command implements CommandSessionListener, AutoCloseable {
  private final BooleanSupplier isFrameworkStopping;
  private final Runnable endOfProcess;

  @GuardedBy("this")
  private boolean isOn;

  @GuardedBy("this")
  private int failed;

  /**
   * The command.
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

  /** Of a whole line: what a {@code try} in it has caught is no failure of it. */
  @Override
  public synchronized void afterExecute(
      CommandSession session, CharSequence line, Exception exception) {
    if (isOn) {
      failed++;
    }
  }

  /**
   * The bundle stops: at the end of the input and at {@code exit} the shell stops the framework,
   * and the launcher would then end the process with 0. What ends the process first gives the
   * status.
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
   * @param failed how many have
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
