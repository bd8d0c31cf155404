package io.nmr.shell;

import io.nmr.shell.bundle.Bundles;
import io.nmr.shell.bundle.Swapping;
import io.nmr.shell.bundle.Unloaded;
import io.nmr.shell.bundle.Unloading;
import io.nmr.shell.bundle.Unloads;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.Reachable;
import io.nmr.shell.result.Results;
import io.nmr.shell.result.Shown;
import io.nmr.shell.text.Durations;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The command {@code nmr:swap}. */
final class Swap extends Command {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  private final BundleContext context;
  private final Runtimes runtimes;
  private final Bundles bundles;
  private final Unloads unloads;
  private final Unload unload;

  Swap(BundleContext context, Runtimes runtimes, Bundles bundles, Unloads unloads, Unload unload) {
    this.context = context;
    this.runtimes = runtimes;
    this.bundles = bundles;
    this.unloads = unloads;
    this.unload = unload;
  }

  @Descriptor(
      "puts a new bundle in the place of another with no moment without one: installs and starts"
          + " the new one, waits until it is attached wherever the old one is, then unloads the old"
          + " one. If the new one does not start, or is not attached in time, it is uninstalled and"
          + " the old one stays")
  public @Nullable Object swap(
      CommandSession session,
      @Completed(Completed.Kind.DURATION)
          @Descriptor(
              "DURATION: how long the new one has to be attached (10s), and then, where this is"
                  + " given, the old one to be unloaded; the unload itself goes on")
          @Parameter(names = Options.TIMEOUT, absentValue = "")
          String timeout,
      @Descriptor("the end as JSON, and nothing before it")
          @Parameter(names = Options.JSON, presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean json,
      @Completed({Completed.Kind.BUNDLE, Completed.Kind.FILE})
          @Descriptor(
              "BUNDLE FILE: the old one's id or symbolic name, and the new one's jar, which needs"
                  + " another version")
          String... words) {
    List<String> names = Words.of("swap", words, "BUNDLE", "FILE");
    Optional<Duration> given = Words.duration(Options.TIMEOUT, timeout);
    Duration limit = given.orElse(DEFAULT_TIMEOUT);
    Bundle old = bundles.find(names.get(0));
    Path file = Words.file(session.currentDir(), names.get(1));
    Swapping swapping = Swapping.begin(old, file, limit, context, runtimes.current(), unloads);
    Live.End end =
        new Live(session, json)
            .await(swapping.attached(), Optional.of(limit.plusSeconds(1)), swapping::text);
    return switch (end) {
      case LEFT -> {
        swapping.leave();
        System.out.println("The swap goes on in the background; nmr:modules shows both.");
        yield null;
      }
      case TIMED_OUT ->
          throw new CommandException(
              "%s has not started within %s; it is uninstalled when it has, and %s stays"
                  .formatted(swapping.newName(), Durations.show(limit), Bundles.name(old)));
      case DONE -> unloadOld(swapping, given, session, json);
    };
  }

  private @Nullable Object unloadOld(
      Swapping swapping, Optional<Duration> limit, CommandSession session, boolean json) {
    Unloading unloading;
    try {
      unloading = swapping.attached().join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof CommandException why ? why : failed;
    }
    if (!json) {
      System.out.println(Plain.of(swapping.newName() + " is attached."));
    }
    List<String> notes = swapping.notTakenOver();
    return unload
        .await(unloading, limit, session, json)
        .map(it -> Results.of(new Swapped(swapping.newId(), swapping.newName(), it, notes), json))
        .orElse(null);
  }

  /**
   * How a swap ended.
   *
   * @param id the new bundle's id
   * @param bundle the new one
   * @param old how the unload of the old one ended
   * @param notes peers that the new one was not attached to
   */
  public record Swapped(long id, String bundle, Unloaded old, List<String> notes) implements Shown {
    public Swapped {
      notes = Reachable.list(notes);
    }

    @Override
    public String show(Screen screen) {
      StringBuilder text = new StringBuilder(old.show(screen));
      text.append("\n").append(Plain.of(bundle)).append(" has taken its place.");
      notes.forEach(note -> text.append("\n  ").append(Plain.of(note)));
      return text.toString();
    }
  }
}
