package io.nmr.shell;

import io.nmr.shell.bundle.Bundles;
import io.nmr.shell.bundle.Failure;
import io.nmr.shell.bundle.Progress;
import io.nmr.shell.bundle.Unloaded;
import io.nmr.shell.bundle.Unloading;
import io.nmr.shell.bundle.Unloads;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.Results;
import io.nmr.shell.text.Durations;
import io.nmr.shell.text.Plain;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** The command {@code nmr:unload}. */
final class Unload extends Command {
  private final Runtimes runtimes;
  private final Bundles bundles;
  private final Unloads unloads;

  Unload(Runtimes runtimes, Bundles bundles, Unloads unloads) {
    this.runtimes = runtimes;
    this.bundles = bundles;
    this.unloads = unloads;
  }

  @Descriptor(
      "stops a bundle, waits until the registrar has taken all its bindings apart, uninstalls it,"
          + " and refreshes what needs it; shows meanwhile how far it is and on whom it waits."
          + " Ctrl-C returns to the prompt, and the unload goes on; the same command shows it again")
  public @Nullable Object unload(
      CommandSession session,
      @Descriptor("only stops it: it stays installed")
          @Parameter(
              names = "--stop-only",
              presentValue = Options.TRUE,
              absentValue = Options.FALSE)
          boolean stopOnly,
      @Completed(Completed.Kind.DURATION)
          @Descriptor("DURATION: fails after that, such as 10s; the unload itself goes on")
          @Parameter(names = Options.TIMEOUT, absentValue = "")
          String timeout,
      @Descriptor("the end as JSON, and nothing before it")
          @Parameter(names = Options.JSON, presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean json,
      @Completed(Completed.Kind.BUNDLE) @Descriptor("BUNDLE: an id or a symbolic name")
          String... words) {
    String word = Words.of("unload", words, "BUNDLE").get(0);
    Optional<Duration> limit = Words.duration(Options.TIMEOUT, timeout);
    Unloading unloading = begin(word, stopOnly);
    return await(unloading, limit, session, json).map(it -> Results.of(it, json)).orElse(null);
  }

  /** A bundle that is uninstalled already may still be refreshed, or be gone for good. */
  private Unloading begin(String word, boolean isStopOnly) {
    Bundle bundle;
    try {
      bundle = bundles.find(word);
    } catch (CommandException none) {
      return unloads.join(word).orElseThrow(() -> gone(word, none));
    }
    return unloads.begin(bundle, isStopOnly);
  }

  private CommandException gone(String word, CommandException none) {
    return unloads
        .ended(word)
        .map(ended -> new CommandException(none.getMessage() + "; " + ended))
        .orElse(none);
  }

  /** Waits for an unload, as long as the time lets it; none if the person has left. */
  Optional<Unloaded> await(
      Unloading unloading, Optional<Duration> limit, CommandSession session, boolean json) {
    Live.End end = new Live(session, json).await(unloading.done(), limit, () -> text(unloading));
    switch (end) {
      case LEFT -> {
        unloading.leave();
        System.out.println(
            Plain.of(
                "The unload of %s goes on in the background; nmr:pending shows it."
                    .formatted(unloading.name())));
        return Optional.empty();
      }
      case TIMED_OUT -> {
        unloading.leave();
        throw new CommandException(
            "%s is not unloaded after %s (%s); the unload goes on, nmr:pending shows it"
                .formatted(unloading.name(), Durations.show(unloading.elapsed()), left(unloading)));
      }
      default -> {
        try {
          return Optional.of(unloading.done().join());
        } catch (CompletionException failed) {
          throw new CommandException(
              "the unload of %s has failed: %s".formatted(unloading.name(), Failure.of(failed)));
        }
      }
    }
  }

  private String text(Unloading unloading) {
    return (unloading.isStopOnly() ? "stopping " : "unloading ")
        + (unloading.name() + ": " + left(unloading));
  }

  private String left(Unloading unloading) {
    return runtimes
        .find()
        .map(it -> Progress.of(it, unloading.bundleIds()).text())
        .orElse("no registrar is running");
  }
}
