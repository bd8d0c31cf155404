package io.nmr.shell;

import io.nmr.deploy.Request;
import java.nio.file.Path;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;

/** The command {@code nmr:deploy}. */
final class Deploy extends Command {
  private final Deployers deployers;

  Deploy(Deployers deployers) {
    this.deployers = deployers;
  }

  @Descriptor(
      "installs and starts the bundle in a file, until the next start of the framework. Where the"
          + " file was deployed before, or else where there is a bundle of its symbolic name, it"
          + " takes that one's place as with nmr:swap")
  public @Nullable Object deploy(
      CommandSession session,
      @Completed(Completed.Kind.DURATION)
          @Descriptor(Options.ATTACH_TIMEOUT_TEXT)
          @Parameter(names = Options.TIMEOUT, absentValue = "")
          String timeout,
      @Descriptor(Options.STOP_FIRST_TEXT)
          @Parameter(
              names = Options.STOP_FIRST,
              presentValue = Options.TRUE,
              absentValue = Options.FALSE)
          boolean stopFirst,
      @Descriptor(Options.SIDE_BY_SIDE_TEXT)
          @Parameter(
              names = Options.SIDE_BY_SIDE,
              presentValue = Options.TRUE,
              absentValue = Options.FALSE)
          boolean sideBySide,
      @Descriptor(Options.DRY_RUN_TEXT)
          @Parameter(
              names = Options.DRY_RUN,
              presentValue = Options.TRUE,
              absentValue = Options.FALSE)
          boolean dryRun,
      @Descriptor(Options.END_AS_JSON_TEXT)
          @Parameter(names = Options.JSON, presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean json,
      @Completed(Completed.Kind.FILE) @Descriptor("FILE: the bundle's jar") String... words) {
    String name = Words.of("deploy", words, "FILE").get(0);
    Path file = Words.file(session.currentDir(), name);
    return Replacing.of(timeout, stopFirst, sideBySide, dryRun, json)
        .run(Request.deploy(file), deployers, session);
  }
}
