package io.nmr.shell;

import io.nmr.deploy.Operation;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.Results;
import io.nmr.shell.result.Shown;
import io.nmr.shell.text.Screen;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:cancel}. */
final class Cancel extends Command {
  private final Deployers deployers;

  Cancel(Deployers deployers) {
    this.deployers = deployers;
  }

  @Descriptor(
      "cancels an operation, so that all is as it was before. Once the old bundle begins to stop"
          + " that is not possible any more; a start that has begun is waited for, and undone then")
  public Object cancel(
      @Descriptor(Options.JSON_TEXT)
          @Parameter(names = Options.JSON, presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean json,
      @Completed(Completed.Kind.OPERATION)
          @Descriptor("OPERATION: its number; nmr:operations lists them")
          String... words) {
    String word = Words.of("cancel", words, "OPERATION").get(0);
    if (!word.matches("\\d{1,18}")) {
      throw new CommandException(
          "'" + word + "' is no number of an operation; nmr:operations lists them");
    }
    Operation operation =
        deployers
            .get()
            .operation(Long.parseLong(word))
            .orElseThrow(() -> new CommandException("no operation " + word + " is under way"));
    try {
      operation.cancel();
    } catch (IllegalStateException late) {
      throw new CommandException(String.valueOf(late.getMessage()));
    }
    return Results.of(new Cancelled(operation.now().id()), json);
  }

  /**
   * That an operation is being cancelled.
   *
   * @param id its number
   */
  public record Cancelled(long id) implements Shown {
    @Override
    public String show(Screen screen) {
      return "Operation " + id + " is being cancelled.";
    }
  }
}
