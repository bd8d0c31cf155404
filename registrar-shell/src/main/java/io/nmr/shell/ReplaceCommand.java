package io.nmr.shell;

import io.nmr.deploy.Manner;
import io.nmr.deploy.Request;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.CommandResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * The commands {@code nmr:swap} and {@code nmr:deploy}, which put a new bundle in the place of an
 * old one.
 */
abstract class ReplaceCommand extends Command {
  final CurrentDeployer deployer;

  ReplaceCommand(CurrentDeployer deployer) {
    this.deployer = deployer;
  }

  /** The command {@code nmr:swap}. */
  static final class Swap extends ReplaceCommand {
    private final Bundles bundles;

    Swap(Bundles bundles, CurrentDeployer deployer) {
      super(deployer);
      this.bundles = bundles;
    }

    @Descriptor(
        "puts a new bundle in the place of another with no moment without one: installs and starts"
            + " the new one, waits until it is attached wherever the old one is, then unloads the old"
            + " one. If the new one does not start, or is not attached in time, it is uninstalled and"
            + " the old one stays. Where the two cannot be there side by side, the old one is stopped,"
            + " updated and started")
    public @Nullable Object swap(
        CommandSession session,
        @Completes(Completes.Kind.DURATION)
            @Descriptor(ATTACH_TIMEOUT_TEXT)
            @Parameter(names = TIMEOUT, absentValue = "")
            String timeout,
        @Descriptor(STOP_FIRST_TEXT)
            @Parameter(names = STOP_FIRST, presentValue = TRUE, absentValue = FALSE)
            boolean stopFirst,
        @Descriptor(SIDE_BY_SIDE_TEXT)
            @Parameter(names = SIDE_BY_SIDE, presentValue = TRUE, absentValue = FALSE)
            boolean sideBySide,
        @Descriptor(DRY_RUN_TEXT)
            @Parameter(names = DRY_RUN, presentValue = TRUE, absentValue = FALSE)
            boolean dryRun,
        @Descriptor(END_AS_JSON_TEXT)
            @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
            boolean json,
        @Completes({Completes.Kind.BUNDLE, Completes.Kind.FILE})
            @Descriptor("BUNDLE FILE: the old one's id or symbolic name, and the new one's jar")
            String... words) {
      List<String> names = CommandLine.words("swap", words, "BUNDLE", "FILE");
      Given given = Given.of(timeout, stopFirst, sideBySide, dryRun, json);
      long old = bundles.find(names.get(0)).getBundleId();
      Path file = CommandLine.file(session.currentDir(), names.get(1));
      return given.run(Request.swap(old, file), deployer, session);
    }
  }

  /** The command {@code nmr:deploy}. */
  static final class Deploy extends ReplaceCommand {
    Deploy(CurrentDeployer deployer) {
      super(deployer);
    }

    @Descriptor(
        "installs and starts the bundle in a file, until the next start of the framework. Where the"
            + " file was deployed before, or else where there is a bundle of its symbolic name, it"
            + " takes that one's place as with nmr:swap")
    public @Nullable Object deploy(
        CommandSession session,
        @Completes(Completes.Kind.DURATION)
            @Descriptor(ATTACH_TIMEOUT_TEXT)
            @Parameter(names = TIMEOUT, absentValue = "")
            String timeout,
        @Descriptor(STOP_FIRST_TEXT)
            @Parameter(names = STOP_FIRST, presentValue = TRUE, absentValue = FALSE)
            boolean stopFirst,
        @Descriptor(SIDE_BY_SIDE_TEXT)
            @Parameter(names = SIDE_BY_SIDE, presentValue = TRUE, absentValue = FALSE)
            boolean sideBySide,
        @Descriptor(DRY_RUN_TEXT)
            @Parameter(names = DRY_RUN, presentValue = TRUE, absentValue = FALSE)
            boolean dryRun,
        @Descriptor(END_AS_JSON_TEXT)
            @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
            boolean json,
        @Completes(Completes.Kind.FILE) @Descriptor("FILE: the bundle's jar") String... words) {
      String name = CommandLine.words("deploy", words, "FILE").get(0);
      Path file = CommandLine.file(session.currentDir(), name);
      return Given.of(timeout, stopFirst, sideBySide, dryRun, json)
          .run(Request.deploy(file), deployer, session);
    }
  }

  /**
   * The options that both commands have.
   *
   * @param timeout the time that the person gives, if any
   * @param manner how the new bundle is to take the old one's place, if the person says it
   * @param isDryRun whether the command only says what would happen
   * @param isJson whether the result is wanted as JSON
   */
  record Given(
      Optional<Duration> timeout, Optional<Manner> manner, boolean isDryRun, boolean isJson) {
    static Given of(
        String timeout, boolean stopFirst, boolean sideBySide, boolean dryRun, boolean json) {
      if (stopFirst && sideBySide) {
        throw new CommandException(
            "%s and %s exclude each other".formatted(STOP_FIRST, SIDE_BY_SIDE));
      }
      Optional<Manner> manner =
          stopFirst
              ? Optional.of(Manner.STOP_FIRST)
              : sideBySide ? Optional.of(Manner.SIDE_BY_SIDE) : Optional.empty();
      return new Given(CommandLine.duration(TIMEOUT, timeout), manner, dryRun, json);
    }

    @Nullable Object run(Request wanted, CurrentDeployer deployer, CommandSession session) {
      Duration attaching = timeout.orElse(Request.DEFAULT_TIMEOUT);
      Request timed = wanted.within(attaching);
      Request request = manner.map(timed::in).orElse(timed);
      if (isDryRun) {
        return CommandResult.of(new PreviewResult(deployer.preview(request)), isJson);
      }
      return new OperationWait(session, isJson)
          .placedAndEnd(deployer.begin(request), timeout, attaching);
    }
  }
}
