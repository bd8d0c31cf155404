package io.nmr.deploy.engine;

import static io.nmr.deploy.engine.Unloading.isStarted;

import io.nmr.deploy.DeployException;
import io.nmr.deploy.Manner;
import io.nmr.deploy.Request;
import io.nmr.deploy.engine.Task.CancelledException;
import io.nmr.runtime.RegistrarRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * A new bundle takes the place of an old one, on the thread of an operation. If the new one does
 * not resolve, start or get attached in time, the old one runs at the end.
 */
final class Replacement {
  private static final long TICK_MILLIS = 20;
  private static final String SEVERAL = "multiple";

  private final Engine engine;
  private final Task task;
  private final Bundle old;
  private final Jar jar;
  private final Supplier<Optional<RegistrarRuntime>> runtimes;
  private final String oldName;

  /** Whether the old one's content was given up. The operation's thread alone. */
  private boolean isTouched;

  Replacement(
      Engine engine,
      Task task,
      Bundle old,
      Jar jar,
      Supplier<Optional<RegistrarRuntime>> runtimes) {
    this.engine = engine;
    this.task = task;
    this.old = old;
    this.jar = jar;
    this.runtimes = runtimes;
    this.oldName = Names.of(old);
  }

  /** In which manner, and why that one; no reason is given where both are possible. */
  record Choice(Manner manner, String why) {}

  /**
   * How a bundle is replaced.
   *
   * @throws DeployException if the manner that was asked for is not possible
   */
  static Choice choose(Bundle old, Jar jar, Request request, @Nullable String bsnVersion) {
    String obstacle = obstacle(old, jar, SEVERAL.equals(bsnVersion));
    if (request.manner().isEmpty()) {
      return new Choice(obstacle.isEmpty() ? Manner.SIDE_BY_SIDE : Manner.STOP_FIRST, obstacle);
    } else if (request.manner().get() == Manner.SIDE_BY_SIDE && !obstacle.isEmpty()) {
      throw new DeployException(
          "%s and %s cannot be there side by side: %s"
              .formatted(Names.of(old), jar.nameAndVersion(), obstacle));
    }
    return new Choice(request.manner().get(), "asked for");
  }

  private static String obstacle(Bundle old, Jar jar, boolean mayRepeat) {
    var headers = old.getHeaders("");
    boolean isSameName = jar.name().equals(old.getSymbolicName());
    if (jar.isStopFirst() || headers.get(Jar.HEADER) != null) {
      return "the manifest says " + Jar.HEADER + ": stop-first";
    } else if (jar.isFragment() || headers.get(Constants.FRAGMENT_HOST) != null) {
      return "a fragment is part of its host";
    } else if (!isStarted(old)) {
      return "the old one is not started";
    } else if (isSameName && jar.version().equals(old.getVersion()) && !mayRepeat) {
      return "both are of version " + jar.version();
    } else if (isSameName
        && (jar.isSingleton()
            || Jar.isSingleton(String.valueOf(headers.get(Constants.BUNDLE_SYMBOLICNAME))))) {
      return "it is a singleton";
    }
    return "";
  }

  /** Replaces the old one. */
  void run(Choice choice)
      throws BundleException, InterruptedException, CancelledException, IOException {
    engine.awaitReplacementsBelow(old, task);
    if (choice.manner() == Manner.STOP_FIRST) {
      stopFirst();
      return;
    }
    try {
      sideBySide();
    } catch (PortTakenException taken) {
      if (task.request().manner().isPresent()) {
        throw new DeployException(taken.line);
      }
      task.isIn(Manner.STOP_FIRST, "beside the old one it does not start: " + taken.reason);
      stopFirst();
    }
  }

  /** The new one wants what the old one holds; with the old one stopped it may start. */
  private static final class PortTakenException extends Exception {
    private static final long serialVersionUID = 1;
    private final String line;
    private final String reason;

    PortTakenException(String line, String reason) {
      super(line);
      this.line = line;
      this.reason = reason;
    }
  }

  private void sideBySide()
      throws BundleException, InterruptedException, CancelledException, PortTakenException {
    Optional<Takeover> takeover = takeover();
    Bundle fresh = engine.install(jar, task);
    String stays = "; it is uninstalled and " + oldName + " stays";
    try {
      engine.resolve(fresh, jar, task);
      startBeside(fresh, takeover, stays);
      task.passReturn();
    } catch (Throwable failed) { // whatever it is, the old one stays alone
      engine.drop(fresh, task);
      throw failed;
    }
    tellOtherFile(engine.places().move(old, fresh, jar));
    engine.isPlaced(task);
    engine.unload(old, task);
    takeover
        .flatMap(it -> runtimes.get().map(now -> it.notTakenOver(now, fresh.getBundleId())))
        .ifPresent(all -> all.forEach(task::note));
  }

  private void startBeside(Bundle fresh, Optional<Takeover> takeover, String stays)
      throws BundleException, InterruptedException, CancelledException, PortTakenException {
    long begin = System.nanoTime();
    task.check();
    task.step("starting " + Names.withVersion(fresh));
    try {
      fresh.start();
    } catch (BundleException failed) {
      String message =
          "%s does not start: %s".formatted(Names.withVersion(fresh), Failure.of(failed)) + stays;
      if (isPortTaken(failed)) {
        throw new PortTakenException(message, Failure.of(failed));
      }
      throw new DeployException(message);
    }
    if (isLate(begin)) { // whoever waits was told that the old one stays
      throw new DeployException(
          "%s has not started within %s%s".formatted(Names.withVersion(fresh), limit(), stays));
    }
    if (takeover.isPresent()) {
      awaitAttached(fresh, takeover.get(), begin, stays);
    }
  }

  private void awaitAttached(Bundle fresh, Takeover takeover, long begin, String end)
      throws InterruptedException, CancelledException {
    task.step(Names.withVersion(fresh) + " is started and not attached yet");
    while (!isAttached(fresh, takeover)) {
      task.check();
      if (!isStarted(fresh)) {
        throw new DeployException(
            "%s was %s before it was attached%s"
                .formatted(
                    Names.withVersion(fresh),
                    fresh.getState() == Bundle.UNINSTALLED ? "unloaded" : "stopped",
                    end));
      }
      if (isLate(begin)) {
        String missing =
            runtimes
                .get()
                .map(it -> takeover.missing(it, fresh.getBundleId()))
                .orElse("no registrar is running");
        throw new DeployException(
            "%s was not attached within %s: %s%s"
                .formatted(Names.withVersion(fresh), limit(), missing, end));
      }
      Thread.sleep(TICK_MILLIS);
    }
  }

  private boolean isAttached(Bundle fresh, Takeover takeover) {
    return runtimes.get().filter(it -> takeover.isComplete(it, fresh.getBundleId())).isPresent();
  }

  private boolean isLate(long begin) {
    return System.nanoTime() - begin > task.request().timeout().toNanos();
  }

  private String limit() {
    return Engine.show(task.request().timeout());
  }

  /** What the old one has at the moment; none where no registrar is running. */
  private Optional<Takeover> takeover() {
    return runtimes.get().map(it -> new Takeover(it, old.getBundleId()));
  }

  private static boolean isPortTaken(Throwable failed) {
    Throwable each = failed;
    for (int i = 0; i < 20 && each != null; i++) { // a cause may lead back to itself
      if (each instanceof BindException) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }

  private void stopFirst()
      throws BundleException, InterruptedException, CancelledException, IOException {
    engine.tryToResolve(jar, task);
    engine.alone(old, task, this::stopFirst);
  }

  /** While nobody else stops, unloads or updates the bundle: from its look to its start. */
  private void stopFirst(Unloading unloading)
      throws BundleException, InterruptedException, CancelledException, IOException {
    boolean wasStarted = isStarted(old);
    try (Backup before = Backup.of(old, engine.folder())) {
      Optional<Takeover> takeover = wasStarted ? takeover() : Optional.empty();
      String version = old.getVersion().toString();
      try {
        update(unloading, jar.open(), wasStarted, takeover);
      } catch (CancelledException untouched) {
        throw untouched;
      } catch (Throwable failed) { // whatever it is, the old one runs at the end
        if (old.getState() == Bundle.UNINSTALLED) {
          throw failed;
        }
        goBack(unloading, before, wasStarted, version, failed);
      }
    }
    tellOtherFile(engine.places().move(old, old, jar));
    if (!wasStarted) {
      task.note(oldName + " was not started, and is not started now");
    }
  }

  private void update(
      Unloading unloading, InputStream content, boolean wasStarted, Optional<Takeover> takeover)
      throws BundleException, InterruptedException, CancelledException, IOException {
    try (content) {
      unloading.stopped(
          Bundle.STOP_TRANSIENT,
          () -> {
            isTouched = true;
            old.update(content);
            task.brings(old);
          });
    }
    if (!wasStarted) {
      return;
    }
    long begin = System.nanoTime();
    task.step("starting " + Names.withVersion(old));
    try {
      old.start(startOptions());
    } catch (BundleException failed) {
      throw new DeployException(
          "%s does not start: %s".formatted(Names.withVersion(old), Failure.of(failed)));
    }
    if (takeover.isPresent()) {
      awaitAttached(old, takeover.get(), begin, "");
    }
  }

  /** The stop on the way was a transient one: what the framework remembers stays as it was. */
  private int startOptions() {
    BundleStartLevel level = old.adapt(BundleStartLevel.class);
    return level == null || level.isPersistentlyStarted() ? 0 : Bundle.START_TRANSIENT;
  }

  private void goBack(
      Unloading unloading, Backup before, boolean wasStarted, String version, Throwable why) {
    String again = wasStarted ? " runs again" : " is back";
    try {
      if (isTouched) {
        update(unloading, before.open(), wasStarted, Optional.empty());
      } else if (wasStarted && !isStarted(old)) {
        old.start(startOptions());
      } else {
        again = " stays";
      }
    } catch (Throwable twice) {
      throw new DeployException(
          "%s; and the old one does not come back: %s"
              .formatted(Failure.of(why), Failure.of(twice)));
    }
    throw new DeployException(
        Failure.of(why) + "; " + old.getSymbolicName() + " " + version + again);
  }

  /** A swap by hand leaves in a watched folder what does not run any more. */
  private void tellOtherFile(Optional<Path> place) {
    place
        .filter(it -> !it.equals(jar.file()))
        .ifPresent(
            it ->
                task.note(
                    it
                        + " is another version: it is deployed when it changes, or at the next start"));
  }
}
