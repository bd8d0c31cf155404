package io.nmr.shell.bundle;

import io.nmr.shell.result.CommandException;
import io.nmr.shell.text.Durations;
import io.nmr.shell.text.Plain;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;

/** The unloads on their way. A second one of the same bundle joins the first. Any thread. */
public final class Unloads {
  private static final int REMEMBERED = 100;

  private final BundleContext context;
  private final Consumer<String> log;
  private final Map<Long, Unloading> running = new HashMap<>(); // guarded by itself
  private final Deque<Ended> unloaded = new ArrayDeque<>(); // guarded by running

  /** A bundle that may have gone: nothing is kept of it. */
  record Named(long id, @Nullable String symbolicName, String name) {
    static Named of(Bundle bundle) {
      return new Named(bundle.getBundleId(), bundle.getSymbolicName(), Bundles.name(bundle));
    }

    private boolean isMeant(String word) {
      return word.equals(symbolicName) || word.equals(Long.toString(id));
    }
  }

  private record Ended(Named bundle, long nanoTime) {
    private Duration age() {
      return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
  }

  /** With the log that the end of an unload is told to. */
  public Unloads(BundleContext context, Consumer<String> log) {
    this.context = context;
    this.log = log;
  }

  /**
   * Begins to unload, or joins the unload that is on its way.
   *
   * @throws CommandException if it would take the shell with it, or is on its way otherwise
   */
  public Unloading begin(Bundle bundle, boolean isStopOnly) {
    synchronized (running) {
      Unloading before = running.get(bundle.getBundleId());
      if (before != null) {
        if (before.isStopOnly() != isStopOnly) {
          throw new CommandException(
              "%s is already being %s; wait for that"
                  .formatted(before.name(), isStopOnly ? "unloaded" : "stopped"));
        }
        before.join();
        return before;
      }
      check(bundle, isStopOnly);
      Unloading unloading = new Unloading(bundle, isStopOnly, wiring(), this::end);
      running.put(bundle.getBundleId(), unloading);
      unloading.start();
      return unloading;
    }
  }

  /**
   * Joins the unload on its way of a bundle that is uninstalled already.
   *
   * @param word an id or a symbolic name
   */
  public Optional<Unloading> join(String word) {
    synchronized (running) {
      Optional<Unloading> found =
          running.values().stream().filter(it -> it.named().isMeant(word)).findFirst();
      found.ifPresent(Unloading::join);
      return found;
    }
  }

  /**
   * For whoever asks again for an unload that has ended: which it was, and when it has. Of the
   * latest ones.
   *
   * @param word an id or a symbolic name
   */
  public Optional<String> ended(String word) {
    synchronized (running) {
      return unloaded.stream()
          .filter(it -> it.bundle.isMeant(word))
          .findFirst()
          .map(it -> it.bundle.name + " was unloaded " + Durations.show(it.age()) + " ago");
    }
  }

  private void end(Unloading unloading, Optional<Throwable> failed) {
    synchronized (running) {
      running.values().remove(unloading);
      if (failed.isEmpty() && !unloading.isStopOnly()) {
        unloaded.addFirst(new Ended(unloading.named(), System.nanoTime()));
        if (unloaded.size() > REMEMBERED) {
          unloaded.removeLast();
        }
      }
    }
    if (unloading.isLeft()) {
      String what = unloading.isStopOnly() ? "the stop" : "the unload";
      String end =
          failed
              .map(it -> " has failed: " + Failure.of(it))
              .orElseGet(() -> " has ended after " + Durations.show(unloading.elapsed()));
      log(what + " of " + unloading.name() + end);
    }
  }

  /** Tells the log what nobody looks at. */
  void log(String line) {
    log.accept(Plain.of(line));
  }

  private Wiring wiring() {
    return new Wiring(context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION));
  }

  /** Refuses to take the ground from under the shell. */
  void check(Bundle bundle, boolean isStopOnly) {
    List<Bundle> dependents = isStopOnly ? List.of() : wiring().dependents(bundle);
    if (bundle.getBundleId() == 0) {
      throw new CommandException("the framework itself is not unloaded; exit 0 ends it");
    }
    Bundle gogo = FrameworkUtil.getBundle(org.apache.felix.service.command.CommandSession.class);
    List<Bundle> shell =
        Stream.of(context.getBundle(), gogo).filter(Objects::nonNull).distinct().toList();
    for (Bundle ours : shell) {
      if (bundle.equals(ours)) {
        throw new CommandException(
            Bundles.name(bundle) + " is part of this shell, which cannot unload itself");
      } else if (dependents.contains(ours)) {
        throw new CommandException(
            "%s is what this shell is wired to, which would not survive the refresh; stop it with --stop-only"
                .formatted(Bundles.name(bundle)));
      }
    }
  }
}
