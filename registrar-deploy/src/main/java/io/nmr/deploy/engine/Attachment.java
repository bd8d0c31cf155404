package io.nmr.deploy.engine;

import static io.nmr.deploy.engine.BundleStop.isStarted;

import io.nmr.deploy.DeployException;
import io.nmr.deploy.engine.Task.CancelledException;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.text.Durations;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;

/**
 * Waits until a new bundle is attached in all roles in which an old one was, within the time that
 * the operation's request allows. Used by the operation's thread alone.
 */
final class Attachment {
  private static final long TICK_MILLIS = 20;

  private final Task task;
  private final Supplier<Optional<RegistrarRuntime>> runtimes;

  /** The roles of the old bundle; empty if nothing is to be taken over. */
  private final Optional<Takeover> takeover;

  private Attachment(
      Task task, Supplier<Optional<RegistrarRuntime>> runtimes, Optional<Takeover> takeover) {
    this.task = task;
    this.runtimes = runtimes;
    this.takeover = takeover;
  }

  /** Waits for the roles that the old bundle has now: none while no registrar is running. */
  static Attachment inPlaceOf(
      Bundle old, Task task, Supplier<Optional<RegistrarRuntime>> runtimes) {
    return new Attachment(
        task, runtimes, runtimes.get().map(it -> new Takeover(it, old.getBundleId())));
  }

  /** Nothing is to be waited for. */
  static Attachment none(Task task) {
    return new Attachment(task, Optional::empty, Optional.empty());
  }

  /**
   * Waits until a started bundle is attached.
   *
   * @param begin when its start began, by {@link System#nanoTime}
   * @param consequence the end of the message if it fails
   * @throws DeployException if the bundle is stopped, or is not attached in time
   */
  void await(Bundle fresh, long begin, String consequence)
      throws InterruptedException, CancelledException {
    if (takeover.isEmpty()) {
      return;
    }
    String name = BundleNames.withVersion(fresh);
    task.step(name + " is started and not attached yet");
    while (!isAttached(fresh)) {
      task.check();
      if (!isStarted(fresh)) {
        throw new DeployException(
            "%s was %s before it was attached%s"
                .formatted(
                    name,
                    fresh.getState() == Bundle.UNINSTALLED ? "unloaded" : "stopped",
                    consequence));
      } else if (isLate(begin)) {
        throw new DeployException(
            "%s was not attached within %s: %s%s"
                .formatted(name, limit(), missing(fresh), consequence));
      }
      Thread.sleep(TICK_MILLIS);
    }
  }

  private boolean isAttached(Bundle fresh) {
    return runtimes
        .get()
        .filter(it -> takeover.orElseThrow().isComplete(it, fresh.getBundleId()))
        .isPresent();
  }

  private String missing(Bundle fresh) {
    return runtimes
        .get()
        .map(it -> takeover.orElseThrow().missing(it, fresh.getBundleId()))
        .orElse("no registrar is running");
  }

  /** Whether the time for a start that began then is over. */
  boolean isLate(long begin) {
    return System.nanoTime() - begin > task.request().timeout().toNanos();
  }

  String limit() {
    return Durations.show(task.request().timeout());
  }

  /** The peers that the old bundle had and the new one has not got, each in a sentence. */
  List<String> notTakenOver(Bundle fresh) {
    return takeover
        .flatMap(it -> runtimes.get().map(now -> it.notTakenOver(now, fresh.getBundleId())))
        .orElse(List.of());
  }
}
