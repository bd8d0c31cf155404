package io.nmr.shell.bundle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * One unload on its way, on a thread of its own: whoever waits for it may leave, and it goes on.
 *
 * <p>A refresh of a bundle whose stop is held blocks every start and stop on Felix. So first those
 * are stopped that the refresh would stop, then the bundle; it is uninstalled; and only then, when
 * nothing can be held any more, refreshed, and that only if others are still wired to it.
 */
public final class Unloading {
  private final Bundle bundle;
  private final Unloads.Named named; // which an uninstalled bundle need not know any more
  private final boolean isStopOnly;
  private final Wiring wiring;
  private final List<Bundle> dependents;
  private final List<String> notes = new ArrayList<>(); // of the unload's thread alone
  private final CompletableFuture<Unloaded> done = new CompletableFuture<>();
  private final long begin = System.nanoTime();
  private final BiConsumer<Unloading, Optional<Throwable>> ended;
  private volatile boolean isLeft;

  /** With what is told of the end, on the unload's thread. */
  Unloading(
      Bundle bundle,
      boolean isStopOnly,
      Wiring wiring,
      BiConsumer<Unloading, Optional<Throwable>> ended) {
    this.ended = ended;
    this.bundle = bundle;
    this.named = Unloads.Named.of(bundle);
    this.isStopOnly = isStopOnly;
    this.wiring = wiring;
    this.dependents =
        isStopOnly
            ? List.of()
            : wiring.dependents(bundle).stream().filter(Unloading::isStarted).toList();
  }

  private static boolean isStarted(Bundle bundle) {
    return (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0;
  }

  void start() {
    Thread thread = new Thread(this::run, "nmr-unload " + name());
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    thread.start();
  }

  private void run() {
    try {
      Unloaded unloaded = unload();
      ended.accept(this, Optional.empty());
      done.complete(unloaded);
    } catch (InterruptedException | BundleException | RuntimeException failed) {
      ended.accept(this, Optional.of(failed));
      done.completeExceptionally(failed);
    }
  }

  private Unloaded unload() throws BundleException, InterruptedException {
    try {
      for (Bundle each : dependents) {
        stop(each, Bundle.STOP_TRANSIENT);
      }
      stop(bundle, 0);
      if (!isStopOnly) {
        bundle.uninstall();
      }
    } catch (BundleException | RuntimeException failed) {
      List<String> unused = restart(); // what was stopped for nothing
      if (notes.isEmpty()) {
        throw failed;
      }
      throw new BundleException(Failure.of(failed) + "; " + String.join("; ", notes));
    }
    List<String> refreshed = List.of();
    if (!isStopOnly) {
      if (wiring.isRefreshNeeded(bundle)) {
        wiring.awaitRefresh(bundle);
      }
      refreshed = restart();
    }
    return new Unloaded(bundle.getBundleId(), name(), isStopOnly, elapsed(), refreshed, notes);
  }

  /** A stop that throws has stopped the bundle all the same, unless it is still not resolved. */
  private void stop(Bundle each, int options) throws BundleException {
    try {
      if (each.getState() != Bundle.UNINSTALLED) {
        each.stop(options);
      }
    } catch (BundleException failed) {
      if (isStarted(each) || each.getState() == Bundle.STOPPING) {
        throw failed;
      }
      notes.add("the stop of " + Bundles.name(each) + " failed: " + Failure.of(failed));
    }
  }

  private List<String> restart() {
    List<String> restarted = new ArrayList<>();
    for (int i = dependents.size() - 1; i >= 0; i--) {
      Bundle each = dependents.get(i);
      try {
        each.start(Bundle.START_TRANSIENT);
        restarted.add(Bundles.name(each));
      } catch (BundleException | IllegalStateException failed) {
        notes.add(
            "%s was wired to it and does not start any more: %s"
                .formatted(Bundles.name(each), Failure.of(failed)));
      }
    }
    return restarted;
  }

  /** Completes when it is over; exceptionally if the bundle is still there. */
  public CompletableFuture<Unloaded> done() {
    return done.copy();
  }

  /** Nobody looks any more: its end is told to the log. */
  public void leave() {
    isLeft = true;
  }

  /** Somebody looks again. */
  void join() {
    isLeft = false;
  }

  boolean isLeft() {
    return isLeft;
  }

  /** As {@code symbolic.name (id)}. */
  public String name() {
    return named.name();
  }

  Unloads.Named named() {
    return named;
  }

  /** Whether the bundle is to stay installed. */
  public boolean isStopOnly() {
    return isStopOnly;
  }

  /** Since its begin. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** The ids of the bundles that it stops. */
  public Set<Long> bundleIds() {
    return Stream.concat(dependents.stream(), Stream.of(bundle))
        .map(Bundle::getBundleId)
        .collect(Collectors.toUnmodifiableSet());
  }
}
