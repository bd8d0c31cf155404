package io.nmr.shell;

import io.nmr.deploy.Request;
import io.nmr.shell.bundle.Bundles;
import java.nio.file.Path;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;

/** The command {@code nmr:swap}. */
final class Swap extends Command {
  private final Bundles bundles;
  private final Deployers deployers;

  Swap(Bundles bundles, Deployers deployers) {
    this.bundles = bundles;
    this.deployers = deployers;
  }

  @Descriptor(
      "puts a new bundle in the place of another with no moment without one: installs and starts"
          + " the new one, waits until it is attached wherever the old one is, then unloads the old"
          + " one. If the new one does not start, or is not attached in time, it is uninstalled and"
          + " the old one stays. Where the two cannot be there side by side, the old one is stopped,"
          + " updated and started")
  public @Nullable Object swap(
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
      @Completed({Completed.Kind.BUNDLE, Completed.Kind.FILE})
          @Descriptor("BUNDLE FILE: the old one's id or symbolic name, and the new one's jar")
          String... words) {
    List<String> names = Words.of("swap", words, "BUNDLE", "FILE");
    Replacing replacing = Replacing.of(timeout, stopFirst, sideBySide, dryRun, json);
    long old = bundles.find(names.get(0)).getBundleId();
    Path file = Words.file(session.currentDir(), names.get(1));
    return replacing.run(Request.swap(old, file), deployers, session);
  }
}
