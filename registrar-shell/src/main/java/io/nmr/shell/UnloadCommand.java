package io.nmr.shell;

import io.nmr.deploy.Operation;
import io.nmr.deploy.OperationSnapshot;
import io.nmr.deploy.OperationSnapshot.State;
import io.nmr.deploy.Request;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.CommandResult;
import io.nmr.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;

/** The command {@code nmr:unload}. */
final class UnloadCommand extends Command {
  private final Bundles bundles;
  private final CurrentDeployer deployers;

  UnloadCommand(Bundles bundles, CurrentDeployer deployers) {
    this.bundles = bundles;
    this.deployers = deployers;
  }

  @Descriptor(
      "stops a bundle, waits until the registrar has taken all its bindings apart, uninstalls it,"
          + " and refreshes what needs it; shows meanwhile how far it is and on whom it waits."
          + " Ctrl-C returns to the prompt, and the unload goes on; the same command shows it again")
  public @Nullable Object unload(
      CommandSession session,
      @Descriptor("only stops it: it stays installed")
          @Parameter(names = "--stop-only", presentValue = TRUE, absentValue = FALSE)
          boolean stopOnly,
      @Descriptor(DRY_RUN_TEXT)
          @Parameter(names = DRY_RUN, presentValue = TRUE, absentValue = FALSE)
          boolean dryRun,
      @Completes(Completes.Kind.DURATION)
          @Descriptor("DURATION: fails after that, such as 10s; the unload itself goes on")
          @Parameter(names = TIMEOUT, absentValue = "")
          String timeout,
      @Descriptor(END_AS_JSON_TEXT)
          @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
          boolean json,
      @Completes(Completes.Kind.BUNDLE) @Descriptor("BUNDLE: an id or a symbolic name")
          String... words) {
    String word = CommandLine.words("unload", words, "BUNDLE").get(0);
    Optional<Duration> limit = CommandLine.duration(TIMEOUT, timeout);
    if (dryRun) {
      return CommandResult.of(
          new PreviewResult(deployers.preview(request(bundles.find(word).getBundleId(), stopOnly))),
          json);
    }
    return new OperationWait(session, json).end(begin(word, stopOnly), limit);
  }

  private static Request request(long bundleId, boolean isStopOnly) {
    return isStopOnly ? Request.stop(bundleId) : Request.unload(bundleId);
  }

  /**
   * Begins the operation. A bundle that is already uninstalled may still need a refresh, or may be
   * gone for good.
   */
  private Operation begin(String word, boolean isStopOnly) {
    long bundleId;
    try {
      bundleId = bundles.find(word).getBundleId();
    } catch (CommandException none) {
      bundleId = uninstalled(word, none);
    }
    return deployers.begin(request(bundleId, isStopOnly));
  }

  private long uninstalled(String word, CommandException none) {
    List<OperationSnapshot> ofIt =
        deployers.operations().stream()
            .filter(it -> it.bundleId() >= 0 && isMeant(it, word))
            .toList();
    if (ofIt.isEmpty()) {
      throw none;
    }
    OperationSnapshot latest = ofIt.get(ofIt.size() - 1);
    if (latest.state() == State.RUNNING) {
      return latest.bundleId();
    }
    Duration age = Duration.between(latest.since().plus(latest.duration()), Instant.now());
    throw new CommandException(
        "%s; %s was unloaded %s ago"
            .formatted(none.getMessage(), latest.bundle(), Durations.show(age)));
  }

  private static boolean isMeant(OperationSnapshot operation, String word) {
    return word.equals(Long.toString(operation.bundleId()))
        || operation.bundle().equals(word + " (" + operation.bundleId() + ")");
  }
}
