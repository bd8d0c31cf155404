package io.nmr.deploy.engine;

import static io.nmr.deploy.engine.BundleStop.isStarted;

import io.nmr.deploy.DeployException;
import io.nmr.deploy.engine.Task.CancelledException;
import java.io.IOException;
import java.io.InputStream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * Replaces a bundle by stop, update and start. If the new content does not start or get attached,
 * the old content is put back from a copy. Used by the operation's thread alone, while no other
 * operation stops, unloads or updates the bundle.
 */
final class StopFirst {
  private final EngineParts parts;
  private final Task task;
  private final Bundle bundle;
  private final Jar jar;

  /** Whether the update has begun, so that the old content may be lost. */
  private boolean isTouched;

  StopFirst(EngineParts parts, Task task, Bundle bundle, Jar jar) {
    this.parts = parts;
    this.task = task;
    this.bundle = bundle;
    this.jar = jar;
  }

  /** Updates the bundle, and returns whether it was started and is started again. */
  boolean run(BundleStop stop)
      throws BundleException, InterruptedException, CancelledException, IOException {
    boolean wasStarted = isStarted(bundle);
    try (Backup before = parts.installation().backup(bundle)) {
      Attachment attachment =
          wasStarted ? Attachment.inPlaceOf(bundle, task, parts.runtimes()) : Attachment.none(task);
      String version = bundle.getVersion().toString();
      try {
        update(stop, jar.open(), wasStarted, attachment);
      } catch (CancelledException untouched) {
        throw untouched;
      } catch (Throwable failed) { // whatever was thrown, the old content runs at the end
        if (bundle.getState() == Bundle.UNINSTALLED) {
          throw failed;
        }
        goBack(stop, before, wasStarted, version, failed);
      }
    }
    return wasStarted;
  }

  private void update(
      BundleStop stop, InputStream content, boolean wasStarted, Attachment attachment)
      throws BundleException, InterruptedException, CancelledException, IOException {
    try (content) {
      stop.stopped(
          Bundle.STOP_TRANSIENT,
          () -> {
            isTouched = true;
            bundle.update(content);
            task.brings(bundle);
          });
    }
    if (!wasStarted) {
      return;
    }
    long begin = System.nanoTime();
    task.step("starting " + BundleNames.withVersion(bundle));
    try {
      bundle.start(startOptions());
    } catch (BundleException failed) {
      throw new DeployException(
          "%s does not start: %s"
              .formatted(BundleNames.withVersion(bundle), FailureText.of(failed)));
    }
    attachment.await(bundle, begin, "");
  }

  /** The stop before was a transient one, so the framework's autostart setting stays as it was. */
  private int startOptions() {
    BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
    return level == null || level.isPersistentlyStarted() ? 0 : Bundle.START_TRANSIENT;
  }

  /** Puts the old content back and always throws, with what runs then. */
  private void goBack(
      BundleStop stop, Backup before, boolean wasStarted, String version, Throwable why) {
    String end = wasStarted ? " runs again" : " is back";
    try {
      if (isTouched) {
        update(stop, before.open(), wasStarted, Attachment.none(task));
      } else if (wasStarted && !isStarted(bundle)) {
        bundle.start(startOptions());
      } else {
        end = " stays";
      }
    } catch (Throwable twice) {
      throw new DeployException(
          "%s; and the old one does not come back: %s"
              .formatted(FailureText.of(why), FailureText.of(twice)));
    }
    throw new DeployException(
        FailureText.of(why) + "; " + bundle.getSymbolicName() + " " + version + end);
  }
}
