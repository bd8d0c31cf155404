package io.nmr.deploy.engine;

import io.nmr.deploy.Request;
import io.nmr.deploy.engine.Task.CancelledException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * Waits until it is an operation's turn. Each wait is on the operation's own thread, shows in the
 * list of operations what it waits for, and ends with a {@link CancelledException} when the
 * operation is cancelled.
 *
 * <h2>Order</h2>
 *
 * <ul>
 *   <li>Operations on one file are in order. The next one begins when the new bundle of the one
 *       before is in its place; it does not wait for the unload of the old bundle. Of several that
 *       wait, only the latest is needed.
 *   <li>A bundle that is unloaded waits for the operations on the bundles that are wired to it.
 *   <li>A bundle that is replaced waits for the replacements of the bundles that it is wired to, so
 *       that its new version is resolved with theirs.
 * </ul>
 *
 * The last two waits follow the wiring, one up and one down, and leave out bundles that are wired
 * to each other. A replacement waits for others before it stops anything and is waited for until
 * its new bundle is in its place; an unload is waited for to its end. So no two operations wait for
 * each other.
 */
final class Turns {
  private static final long TICK_MILLIS = 20;

  /** The time in which a renamed file, and the bundles that others are wired to, turn up. */
  private static final long SETTLE_MILLIS = 250;

  private final BundleContext context;
  private final Wiring wiring;
  private final Operations operations;
  private final Exclusion exclusion;

  Turns(BundleContext context, Wiring wiring, Operations operations, Exclusion exclusion) {
    this.context = context;
    this.wiring = wiring;
    this.operations = operations;
    this.exclusion = exclusion;
  }

  /**
   * Waits until the operation before on the same file has its bundle in place, or is late. A late
   * one has been overtaken.
   */
  void awaitFile(Optional<Task> before, Task task) throws InterruptedException, CancelledException {
    if (before.isEmpty()) {
      return;
    }
    task.waitsFor(before.get());
    long end = System.nanoTime() + before.get().request().timeout().plusSeconds(1).toNanos();
    while (!before.get().placed().isDone() && System.nanoTime() - end < 0) {
      task.checkNeeded();
      await(before.get().placed());
    }
    before.get().isOvertaken(!before.get().placed().isDone());
  }

  /** Waits until whatever changed in a watched folder at the same time has been seen. */
  void settle(Task task) throws InterruptedException, CancelledException {
    task.step("waiting for other files that have changed at the same time");
    Thread.sleep(SETTLE_MILLIS);
    task.check();
  }

  /**
   * Waits until an operation may replace a bundle alone.
   *
   * @param target looks for the bundle, which may be another one after a wait
   * @return the bundle, claimed for the operation; empty if there is none, or only one that is
   *     being unloaded
   */
  Optional<Bundle> claim(Task task, Supplier<Optional<Bundle>> target)
      throws InterruptedException, CancelledException {
    while (true) {
      Optional<Bundle> found = target.get().filter(it -> !exclusion.isBeingUnloaded(it));
      Optional<Task> other = found.flatMap(it -> exclusion.claim(it, task));
      if (other.isEmpty()) {
        return found;
      }
      task.waitsFor(other.get());
      task.checkNeeded();
      await(other.get().placed());
    }
  }

  /**
   * Waits until no bundle that is being unloaded keeps the bundle of a jar from being installed.
   */
  void awaitRoom(Jar jar, Task task) throws InterruptedException, CancelledException {
    for (BundleStop each : exclusion.stops()) {
      if (each.isUnload() && isInTheWay(each.bundle(), jar)) {
        task.waitsFor(each.task());
        while (!each.over().isDone()) {
          task.checkNeeded();
          await(each.over());
        }
      }
    }
  }

  private static boolean isInTheWay(Bundle leaving, Jar jar) {
    return leaving.getState() != Bundle.UNINSTALLED
        && jar.name().equals(leaving.getSymbolicName())
        && (jar.version().equals(leaving.getVersion()) || jar.isSingleton());
  }

  /**
   * Waits until an operation may stop a bundle alone.
   *
   * @return whether it may, and must leave; false if the bundle is uninstalled by then
   */
  boolean enter(BundleStop stop) throws InterruptedException, CancelledException {
    while (true) {
      stop.task().check();
      Optional<BundleStop> other = exclusion.enter(stop);
      if (other.isEmpty()) {
        if (stop.bundle().getState() != Bundle.UNINSTALLED) {
          return true;
        }
        exclusion.leave(stop);
        return false;
      }
      stop.task().waitsFor(other.get().task());
      await(other.get().over());
    }
  }

  /** Waits for the operations on bundles that are wired to one that is about to be unloaded. */
  void awaitAbove(BundleStop stop) throws InterruptedException, CancelledException {
    Set<Long> wired = stop.dependentIds();
    for (Task each : operations.others(stop.task())) {
      if (wired.contains(each.bundleId()) && !isWiredTo(stop.bundle(), each.bundleId())) {
        await(each, each.done(), stop.task());
      }
    }
  }

  /** Waits for the replacements of the bundles to which a bundle about to be replaced is wired. */
  void awaitBelow(Bundle bundle, Task task) throws InterruptedException, CancelledException {
    for (Task each : operations.others(task)) {
      boolean isReplacement =
          each.request().kind() == Request.Kind.DEPLOY
              || each.request().kind() == Request.Kind.SWAP;
      Bundle below = isReplacement ? context.getBundle(each.bundleId()) : null;
      if (below != null
          && isWiredTo(bundle, below.getBundleId())
          && !isWiredTo(below, bundle.getBundleId())) {
        await(each, each.placed(), task);
      }
    }
  }

  /** Whether a refresh of the other bundle would stop this one. */
  private boolean isWiredTo(Bundle bundle, long otherId) {
    Bundle other = context.getBundle(otherId);
    return other != null && wiring.dependents(other).contains(bundle);
  }

  private static void await(Task other, CompletableFuture<?> future, Task task)
      throws InterruptedException, CancelledException {
    task.waitsFor(other);
    while (!future.isDone()) {
      task.check();
      await(future);
    }
  }

  /** Waits a moment at most, after which the caller looks again. */
  private static void await(CompletableFuture<?> future) throws InterruptedException {
    try {
      future.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException look) {
      // the caller looks at what it waits for
    }
  }
}
