package io.nmr.shell;

import io.nmr.deploy.Operation;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.text.Plain;
import org.apache.felix.service.command.Descriptor;

/** The command {@code nmr:cancel}. */
final class Cancel extends Command {
  private final Deployers deployers;

  Cancel(Deployers deployers) {
    this.deployers = deployers;
  }

  @Descriptor(
      "cancels an operation, so that all is as it was before. Once the old bundle begins to stop"
          + " that is not possible any more; a start that has begun is waited for, and undone then")
  public void cancel(
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
    System.out.println(Plain.of("Operation " + word + " is being cancelled."));
  }
}
