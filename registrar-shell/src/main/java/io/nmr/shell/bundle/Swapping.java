package io.nmr.shell.bundle;

import io.nmr.runtime.RegistrarRuntime;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.text.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/**
 * A new bundle takes the place of an old one, on a thread of its own: it is started, and only when
 * it is attached the old one is unloaded. If it is not attached in time, it goes and the old one
 * stays.
 */
public final class Swapping {
  private static final long TICK_MILLIS = 20;

  private final Bundle old;
  private final Bundle fresh;
  private final Takeover takeover;
  private final Duration timeout;
  private final Supplier<Optional<RegistrarRuntime>> runtimes;
  private final Unloads unloads;
  private final CompletableFuture<Unloading> attached = new CompletableFuture<>();
  private volatile boolean isStarted;

  private Swapping(
      Bundle old,
      Bundle fresh,
      Takeover takeover,
      Duration timeout,
      Supplier<Optional<RegistrarRuntime>> runtimes,
      Unloads unloads) {
    this.old = old;
    this.fresh = fresh;
    this.takeover = takeover;
    this.timeout = timeout;
    this.runtimes = runtimes;
    this.unloads = unloads;
  }

  /**
   * Installs the new bundle and begins.
   *
   * @throws CommandException if it cannot be installed
   */
  public static Swapping begin(
      Bundle old,
      Path file,
      Duration timeout,
      BundleContext context,
      Supplier<Optional<RegistrarRuntime>> runtimes,
      Unloads unloads) {
    RegistrarRuntime runtime =
        runtimes.get().orElseThrow(() -> new CommandException("No registrar is running."));
    BundleFile bundleFile = BundleFile.of(file);
    Takeover takeover = new Takeover(runtime, old.getBundleId());
    unloads.check(old, false);
    Bundle fresh = bundleFile.install(context);
    Swapping swapping = new Swapping(old, fresh, takeover, timeout, runtimes, unloads);
    Thread thread = new Thread(swapping::run, "nmr-swap " + Bundles.name(old));
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    thread.start();
    return swapping;
  }

  private void run() {
    try {
      long end = System.nanoTime() + timeout.toNanos();
      fresh.start();
      isStarted = true;
      if (System.nanoTime() - end > 0) { // whoever waits was told that the old one stays
        throw new CommandException(
            "%s has not started within %s; it is uninstalled and %s stays"
                .formatted(newName(), Durations.show(timeout), Bundles.name(old)));
      }
      while (!isAttached()) {
        if (System.nanoTime() - end > 0) {
          throw new CommandException(
              "%s was not attached within %s%s; it is uninstalled and %s stays"
                  .formatted(newName(), Durations.show(timeout), missing(), Bundles.name(old)));
        }
        Thread.sleep(TICK_MILLIS);
      }
      attached.complete(unloads.begin(old, false));
    } catch (BundleException failed) {
      giveUp(
          new CommandException(
              "%s does not start: %s; it is uninstalled and %s stays"
                  .formatted(newName(), Failure.of(failed), Bundles.name(old))));
    } catch (InterruptedException | RuntimeException failed) {
      giveUp(failed);
    }
  }

  private boolean isAttached() {
    return runtimes.get().filter(it -> takeover.isComplete(it, fresh.getBundleId())).isPresent();
  }

  private String missing() {
    return runtimes
        .get()
        .map(it -> ": " + takeover.missing(it, fresh.getBundleId()))
        .orElse(": no registrar is running");
  }

  private void giveUp(Exception why) {
    try {
      fresh.uninstall();
    } catch (BundleException | IllegalStateException failed) {
      why.addSuppressed(failed);
    }
    attached.completeExceptionally(why);
  }

  /** Completes when the new one is attached, with the unload of the old. */
  public CompletableFuture<Unloading> attached() {
    return attached.copy();
  }

  /** Nobody looks any more: its end is told to the log. */
  public void leave() {
    CompletableFuture<Void> unused =
        attached.handle(
            (unloading, failed) -> {
              if (failed == null) {
                unloading.leave();
              } else {
                unloads.log("the swap to " + newName() + " has failed: " + Failure.of(failed));
              }
              return null;
            });
  }

  /** What it waits for at the moment; printable. */
  public String text() {
    return isStarted ? newName() + " is started and not attached yet" : "starting " + newName();
  }

  /** The old one's peers that the new one has not got. */
  public List<String> notTakenOver() {
    return runtimes
        .get()
        .map(it -> takeover.notTakenOver(it, fresh.getBundleId()))
        .orElse(List.of());
  }

  /** The new one as {@code symbolic.name version (id)}. */
  public String newName() {
    return fresh.getSymbolicName() + " " + fresh.getVersion() + " (" + fresh.getBundleId() + ")";
  }

  /** The new one's id. */
  public long newId() {
    return fresh.getBundleId();
  }
}
