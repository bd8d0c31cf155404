package io.nmr.deploy.engine;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.nmr.deploy.engine.Task.CancelledException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * The stop, unload or update of one bundle, on the thread of an operation. {@link Exclusion} sees
 * to it that a bundle has one at a time.
 *
 * <p>On Felix, a refresh of a bundle whose stop is held blocks every start and stop in the
 * framework. So the bundles that the refresh would stop are stopped first, then the bundle itself,
 * and then it is uninstalled. The refresh comes last, when no stop can be held any more, and only
 * if other bundles are still wired to the old content.
 */
final class BundleStop {
  private static final long TICK_MILLIS = 20;

  private final Bundle bundle;
  private final boolean isStopOnly;
  private final boolean isUpdate;
  private final Wiring wiring;
  private final Task task;
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  /** What is done with the bundle while it is stopped. */
  @FunctionalInterface
  interface Step {
    void run() throws BundleException, InterruptedException;
  }

  BundleStop(Bundle bundle, boolean isStopOnly, Wiring wiring, Task task) {
    this(bundle, isStopOnly, false, wiring, task);
  }

  private BundleStop(
      Bundle bundle, boolean isStopOnly, boolean isUpdate, Wiring wiring, Task task) {
    this.bundle = bundle;
    this.isStopOnly = isStopOnly;
    this.isUpdate = isUpdate;
    this.wiring = wiring;
    this.task = task;
  }

  /** The stop around an update, after which the bundle is still installed. */
  static BundleStop ofUpdate(Bundle bundle, Wiring wiring, Task task) {
    return new BundleStop(bundle, false, true, wiring, task);
  }

  boolean isUpdate() {
    return isUpdate;
  }

  /** Whether the bundle is uninstalled at the end. */
  boolean isUnload() {
    return !isStopOnly && !isUpdate;
  }

  Bundle bundle() {
    return bundle;
  }

  boolean isStopOnly() {
    return isStopOnly;
  }

  Task task() {
    return task;
  }

  /** The ids of the bundles that are wired to it at the moment, started or not. */
  Set<Long> dependentIds() {
    return dependents().stream().map(Bundle::getBundleId).collect(toUnmodifiableSet());
  }

  private List<Bundle> dependents() {
    return isStopOnly ? List.of() : wiring.dependents(bundle);
  }

  /** Completes when this stop is over, whether it failed or not. */
  CompletableFuture<Void> over() {
    return over;
  }

  static boolean isStarted(Bundle bundle) {
    return (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0;
  }

  /** Stops the bundle, and uninstalls it if that was asked for. */
  void run() throws BundleException, InterruptedException, CancelledException {
    if (isStopOnly) {
      stopped(0, () -> {});
      return;
    }
    stopped(0, bundle::uninstall);
  }

  /**
   * Stops the bundles that are wired to this one, and this one; does the step; refreshes; and
   * starts the others again. If a stop or the step fails, the others are started again, too.
   *
   * @param options the options of the bundle's own stop
   */
  void stopped(int options, Step then)
      throws BundleException, InterruptedException, CancelledException {
    List<Bundle> started = new ArrayList<>();
    try {
      List<Bundle> dependents = dependents();
      task.stops(Stream.concat(dependents.stream(), Stream.of(bundle)).toList());
      for (Bundle each : dependents) {
        task.check();
        awaitStopped(each);
        if (isStarted(each)) {
          task.step(
              "stopping " + BundleNames.of(each) + ", which is wired to " + BundleNames.of(bundle));
          started.add(0, each);
          stop(each, Bundle.STOP_TRANSIENT);
        }
      }
      task.passReturn();
      task.step((isStopOnly || isUpdate ? "stopping " : "unloading ") + BundleNames.of(bundle));
      stop(bundle, options);
      then.run();
    } catch (Throwable failed) { // whatever was thrown, the others run again
      restart(started);
      throw failed;
    }
    try {
      if (!isStopOnly && wiring.isRefreshNeeded(bundle)) {
        task.step("refreshing what was wired to " + BundleNames.of(bundle));
        wiring.awaitRefresh(bundle);
      }
    } finally {
      restart(started).forEach(task::restarted);
    }
  }

  /**
   * Waits for a stop that somebody else has begun. If it were not waited for here, the refresh
   * would wait for it, and all other starts and stops for the refresh.
   */
  private void awaitStopped(Bundle each) throws InterruptedException, CancelledException {
    while (each.getState() == Bundle.STOPPING) {
      task.step("waiting until " + BundleNames.of(each) + " has stopped");
      task.check();
      Thread.sleep(TICK_MILLIS);
    }
  }

  /**
   * Stops a bundle. If the stop throws and the bundle has stopped all the same, that is a note. If
   * somebody else stops the bundle at the same time, Felix waits, and Equinox throws after some
   * seconds.
   */
  private void stop(Bundle each, int options)
      throws BundleException, InterruptedException, CancelledException {
    try {
      if (each.getState() != Bundle.UNINSTALLED) {
        each.stop(options);
      }
    } catch (BundleException failed) {
      if (each.getState() == Bundle.STOPPING) {
        awaitStopped(each);
        stop(each, options); // so that a persistent stop is recorded
        return;
      }
      if (isStarted(each)) {
        throw failed;
      }
      task.note("the stop of " + BundleNames.of(each) + " failed: " + FailureText.of(failed));
    }
  }

  private List<String> restart(List<Bundle> started) {
    List<String> restarted = new ArrayList<>();
    for (Bundle each : started) {
      if (each.getState() == Bundle.UNINSTALLED) {
        continue; // another operation has unloaded it meanwhile
      }
      try {
        each.start(Bundle.START_TRANSIENT);
        restarted.add(BundleNames.of(each));
      } catch (Throwable failed) { // the others run again all the same
        task.note(
            "%s was wired to it and does not start any more: %s"
                .formatted(BundleNames.of(each), FailureText.of(failed)));
      }
    }
    return restarted;
  }
}
