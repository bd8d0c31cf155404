package io.nmr.deploy.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.deploy.DeployException;
import io.nmr.deploy.Manner;
import io.nmr.deploy.Request;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.osgi.framework.Bundle;

/**
 * Which operations exclude each other, and which of two gets what both want. Any thread may call;
 * no method blocks.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>A bundle is stopped, unloaded or updated by one operation at a time, which is the one that
 *       has the bundle's entry in {@link #stops}.
 *   <li>A bundle is replaced by one operation at a time, which is the one that has the bundle's
 *       entry in {@link #replacing}. The entry goes when the new bundle is in its place, so that a
 *       later operation replaces the new bundle. There is one exception: a replacement side by side
 *       that a later operation on its file has overtaken loses its entry to the next claim.
 *   <li>{@link #latest} has the latest operation on each file, as long as that operation runs.
 *   <li>{@link #settling} has the removals that have not begun to unload their bundle, each with
 *       that bundle. A deployment that takes the bundle over takes the entry out, and so does the
 *       removal when it goes on: one of the two gets the bundle.
 *   <li>An operation that is listed as ended has no entry, and neither has a {@link BundleStop}
 *       that is over.
 * </ul>
 *
 * <h2>Lock</h2>
 *
 * The lock guards the four maps, and only methods of this class touch them. It is held for looks at
 * the maps and at fields of a {@link Task}, and while {@link Operations} makes a new operation, so
 * that no method of this class meets an operation without its entries. No method of the framework
 * that may block is called while the lock is held.
 */
final class Exclusion {
  private final Operations operations;
  private final Object lock = new Object();

  /** By the bundle's id. */
  @GuardedBy("lock")
  private final Map<Long, BundleStop> stops = new HashMap<>();

  /** By the old bundle's id. */
  @GuardedBy("lock")
  private final Map<Long, Task> replacing = new HashMap<>();

  @GuardedBy("lock")
  private final Map<Path, Task> latest = new HashMap<>();

  @GuardedBy("lock")
  private final Map<Task, Bundle> settling = new HashMap<>();

  Exclusion(Operations operations) {
    this.operations = operations;
  }

  /**
   * An operation on a file that has just begun.
   *
   * @param before the operation on the same file that began before it and still runs
   * @param settled for a deployment: the bundle that it takes over from the removal of another
   *     file; for a removal: the bundle that a deployment may take over from it
   */
  record OfFile(Task task, Optional<Task> before, Optional<Bundle> settled) {}

  // -- begin

  /**
   * The operation that stops or unloads a bundle already, if there is one.
   *
   * @throws DeployException if an operation does something else with the bundle
   */
  Optional<Task> sameStop(long bundleId, boolean isStopOnly) {
    BundleStop before;
    synchronized (lock) {
      before = stops.get(bundleId);
    }
    if (before == null) {
      return Optional.empty();
    } else if (before.isUpdate()) {
      throw new DeployException(
          "%s is being updated by operation %d; wait for that"
              .formatted(BundleNames.of(before.bundle()), before.task().id()));
    } else if (before.isStopOnly() != isStopOnly) {
      throw new DeployException(
          "%s is already being %s; wait for that"
              .formatted(BundleNames.of(before.bundle()), isStopOnly ? "unloaded" : "stopped"));
    }
    return Optional.of(before.task());
  }

  /**
   * Begins to stop or unload a bundle.
   *
   * @param stop makes the stop of a new operation; called under the lock
   * @return empty if another operation has begun to stop, unload or update the bundle meanwhile
   */
  Optional<BundleStop> beginStop(
      Request request, Subject subject, Function<Task, BundleStop> stop) {
    synchronized (lock) {
      if (stops.containsKey(subject.bundleId())) {
        return Optional.empty();
      }
      BundleStop made = stop.apply(operations.begin(request, subject));
      stops.put(subject.bundleId(), made);
      return Optional.of(made);
    }
  }

  /**
   * Begins to replace a bundle.
   *
   * @throws DeployException if another operation replaces or unloads the bundle
   */
  Task beginSwap(Request request, Subject old) {
    synchronized (lock) {
      Task other = replacing.get(old.bundleId());
      if (other != null) {
        throw new DeployException(
            "%s is being replaced by operation %d; wait for that"
                .formatted(old.name(), other.id()));
      } else if (isBeingUnloaded(old.bundleId())) {
        throw new DeployException(
            old.name()
                + " is already being unloaded; nmr:deploy installs a file where there is none");
      }
      Task task = operations.begin(request, old);
      replacing.put(old.bundleId(), task);
      return task;
    }
  }

  /**
   * Begins to deploy a file. A file that comes within moments of the removal of another file with
   * the same symbolic name was renamed, so it takes over that file's bundle.
   */
  OfFile beginDeploy(Request request, Subject subject, Jar jar) {
    synchronized (lock) {
      Task task = operations.begin(request, subject);
      Optional<Task> before = follow(task);
      task.isInstalling(before.isEmpty());
      boolean mayBeRenamed = before.isEmpty() && request.isBeside();
      return new OfFile(task, before, mayBeRenamed ? takeOver(jar) : Optional.empty());
    }
  }

  @GuardedBy("lock")
  private Optional<Bundle> takeOver(Jar jar) {
    for (Map.Entry<Task, Bundle> each : settling.entrySet()) {
      if (jar.name().equals(each.getValue().getSymbolicName())) {
        settling.remove(each.getKey());
        return Optional.of(each.getValue());
      }
    }
    return Optional.empty();
  }

  /** Begins to remove what a file was deployed as. */
  OfFile beginRemove(Request request, Subject subject, Optional<Bundle> deployed) {
    synchronized (lock) {
      Task task = operations.begin(request, subject);
      Optional<Task> before = follow(task);
      Optional<Bundle> settles = before.isEmpty() ? deployed : Optional.empty();
      settles.ifPresent(it -> settling.put(task, it));
      return new OfFile(task, before, settles);
    }
  }

  /** Makes an operation the latest one on its file, and tells the one before that it is not. */
  @GuardedBy("lock")
  private Optional<Task> follow(Task task) {
    Path file = task.request().file().orElseThrow();
    Optional<Task> before = Optional.ofNullable(latest.put(file, task));
    before.ifPresent(it -> it.isFollowedBy(task));
    return before;
  }

  // -- exclusion

  /** Ends the time in which a removal's bundle may be taken over; false if it has been. */
  boolean keepsSettled(Task removal) {
    synchronized (lock) {
      return settling.remove(removal) != null;
    }
  }

  /** Whether an operation is going to uninstall the bundle, also if the bundle's stop is held. */
  boolean isBeingUnloaded(Bundle bundle) {
    synchronized (lock) {
      return isBeingUnloaded(bundle.getBundleId());
    }
  }

  @GuardedBy("lock")
  private boolean isBeingUnloaded(long bundleId) {
    BundleStop now = stops.get(bundleId);
    return now != null && now.isUnload();
  }

  /**
   * Lets an operation replace a bundle.
   *
   * @return the other operation that replaces the bundle already; empty if this one does now
   */
  Optional<Task> claim(Bundle old, Task task) {
    synchronized (lock) {
      Task other = replacing.get(old.getBundleId());
      if (other != null && !hasGivenWay(other)) {
        return Optional.of(other);
      }
      replacing.put(old.getBundleId(), task);
      return Optional.empty();
    }
  }

  /** A new bundle whose start does not return leaves the old one to the next operation. */
  private static boolean hasGivenWay(Task replacement) {
    return replacement.isOvertaken()
        && replacement.manner().filter(Manner.SIDE_BY_SIDE::equals).isPresent();
  }

  /** The new bundle of an operation is in its place: others may replace it from now on. */
  void isPlaced(Task task) {
    synchronized (lock) {
      replacing.values().remove(task);
    }
    task.isPlaced();
  }

  /**
   * Lets an operation stop a bundle, in the way that it says.
   *
   * @return the other operation's stop of that bundle; empty if this one is the bundle's now
   */
  Optional<BundleStop> enter(BundleStop stop) {
    synchronized (lock) {
      return Optional.ofNullable(stops.putIfAbsent(stop.bundle().getBundleId(), stop));
    }
  }

  /** Ends a stop that has entered. */
  void leave(BundleStop stop) {
    synchronized (lock) {
      stops.values().remove(stop);
    }
    stop.over().complete(null);
  }

  List<BundleStop> stops() {
    synchronized (lock) {
      return List.copyOf(stops.values());
    }
  }

  /** An operation that has ended excludes no other. */
  void release(Task task) {
    synchronized (lock) {
      latest.values().remove(task);
      settling.remove(task);
      replacing.values().remove(task);
    }
  }
}
