package io.nmr.deploy.engine;

import io.nmr.deploy.DeployException;
import io.nmr.deploy.Manner;
import io.nmr.deploy.engine.Task.CancelledException;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * One replacement of an old bundle by a new one, on the thread of an operation: side by side, or
 * with {@link StopFirst}. If the new bundle does not resolve, start or get attached in time, the
 * old one runs at the end.
 */
final class Replacement {
  private static final int DEEPEST_CAUSE = 20; // an exception may name itself as its cause

  private final EngineParts parts;
  private final Task task;
  private final Bundle old;
  private final Jar jar;

  /** The old bundle's name before an update. */
  private final String oldName;

  Replacement(EngineParts parts, Task task, Bundle old, Jar jar) {
    this.parts = parts;
    this.task = task;
    this.old = old;
    this.jar = jar;
    this.oldName = BundleNames.of(old);
  }

  /** The new bundle wants a port that the old one holds: it may start when that has stopped. */
  private static final class PortTakenException extends Exception {
    private static final long serialVersionUID = 1;
    private final String reason;

    PortTakenException(String message, String reason) {
      super(message);
      this.reason = reason;
    }
  }

  void run(MannerChoice choice)
      throws BundleException, InterruptedException, CancelledException, IOException {
    if (choice.manner() == Manner.STOP_FIRST) {
      stopFirst();
      return;
    }
    try {
      sideBySide();
    } catch (PortTakenException taken) {
      if (task.request().manner().isPresent()) {
        throw new DeployException(String.valueOf(taken.getMessage()));
      }
      task.isIn(
          new MannerChoice(
              Manner.STOP_FIRST, "beside the old one it does not start: " + taken.reason));
      stopFirst();
    }
  }

  private void stopFirst()
      throws BundleException, InterruptedException, CancelledException, IOException {
    parts.installation().tryToResolve(jar, task);
    StopFirst stopFirst = new StopFirst(parts, task, old, jar);
    parts
        .stops()
        .update(
            old,
            task,
            stop -> {
              boolean isStarted = stopFirst.run(stop);
              takePlace(old);
              if (!isStarted) {
                task.note(oldName + " was not started, and is not started now");
              }
            });
  }

  private void sideBySide()
      throws BundleException, InterruptedException, CancelledException, PortTakenException {
    Attachment attachment = Attachment.inPlaceOf(old, task, parts.runtimes());
    Bundle fresh = parts.installation().install(jar, task);
    try {
      parts.installation().resolve(fresh, jar, task);
      startBeside(fresh, attachment);
      task.passReturn();
    } catch (Throwable failed) { // whatever was thrown, the old bundle stays alone
      parts.installation().drop(fresh, task);
      throw failed;
    }
    takePlace(fresh);
    parts.exclusion().isPlaced(task);
    parts.stops().unload(old, task);
    attachment.notTakenOver(fresh).forEach(task::note);
  }

  private void startBeside(Bundle fresh, Attachment attachment)
      throws BundleException, InterruptedException, CancelledException, PortTakenException {
    String stays = "; it is uninstalled and " + oldName + " stays";
    long begin = System.nanoTime();
    task.check();
    task.step("starting " + BundleNames.withVersion(fresh));
    try {
      fresh.start();
    } catch (BundleException failed) {
      String message =
          "%s does not start: %s%s"
              .formatted(BundleNames.withVersion(fresh), FailureText.of(failed), stays);
      if (isPortTaken(failed)) {
        throw new PortTakenException(message, FailureText.of(failed));
      }
      throw new DeployException(message);
    }
    if (attachment.isLate(begin)) { // the caller was told that the old one stays
      throw new DeployException(
          "%s has not started within %s%s"
              .formatted(BundleNames.withVersion(fresh), attachment.limit(), stays));
    }
    attachment.await(fresh, begin, stays);
  }

  private static boolean isPortTaken(Throwable failed) {
    Throwable each = failed;
    for (int i = 0; i < DEEPEST_CAUSE && each != null; i++) {
      if (each instanceof BindException) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }

  /** Notes where the file in a watched folder is now another version than the bundle that runs. */
  private void takePlace(Bundle fresh) {
    Optional<Path> place = parts.files().move(old, fresh, jar);
    place
        .filter(it -> !it.equals(jar.file()))
        .ifPresent(
            it ->
                task.note(
                    it
                        + " is another version: it is deployed when it changes, or at the next start"));
  }
}
