package io.nmr.deploy.engine;

import io.nmr.deploy.DeployException;
import io.nmr.deploy.Request;
import io.nmr.deploy.engine.Exclusion.OfFile;
import io.nmr.deploy.engine.Task.CancelledException;
import io.nmr.text.Durations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/**
 * What operations do with files: a file is deployed as a new bundle or in the place of an old one,
 * or what it was deployed as is unloaded. Called on the threads of operations, but for {@link
 * #target} and {@link #choose}.
 */
final class Deployments {
  private final EngineParts parts;

  Deployments(EngineParts parts) {
    this.parts = parts;
  }

  /**
   * The bundle that a file replaces: the one that it was deployed as, or else the one bundle of its
   * symbolic name.
   *
   * @throws DeployException if there are several of that name
   */
  Optional<Bundle> target(Request request, Jar jar) {
    Optional<Bundle> deployed = parts.files().bundle(jar.file());
    if (deployed.isPresent() || request.isBeside()) {
      return deployed;
    }
    List<Bundle> named =
        Stream.of(parts.context().getBundles())
            .filter(it -> jar.name().equals(it.getSymbolicName()))
            .filter(it -> !parts.exclusion().isBeingUnloaded(it))
            .toList();
    if (named.size() > 1) {
      throw new DeployException(
          "there are several bundles %s: %s; say by a swap which one %s is to replace"
              .formatted(jar.name(), String.join(", ", BundleNames.of(named)), jar.file()));
    }
    return named.stream().findFirst();
  }

  MannerChoice choose(Bundle old, Jar jar, Request request) {
    return MannerChoice.of(
        old, jar, request, parts.context().getProperty(Constants.FRAMEWORK_BSNVERSION));
  }

  // -- deploy

  /** Does the work of a deployment. */
  void deploy(OfFile begun, Jar jar)
      throws BundleException, InterruptedException, CancelledException, IOException {
    Task task = begun.task();
    parts.turns().awaitFile(begun.before(), task);
    task.isInstalling(true);
    if (task.request().isBeside()) {
      parts.turns().settle(task);
    }
    task.checkNeeded();
    Optional<Bundle> found =
        parts.turns().claim(task, () -> begun.settled().or(() -> target(task.request(), jar)));
    if (found.isPresent()) {
      deployInPlaceOf(found.get(), task, jar);
    } else {
      task.isAbout(Subject.ofFile(jar.nameAndVersion()));
      parts.turns().awaitRoom(jar, task);
      deployNew(task, jar);
    }
  }

  private void deployInPlaceOf(Bundle old, Task task, Jar jar)
      throws BundleException, InterruptedException, CancelledException, IOException {
    task.isAbout(Subject.of(old));
    if (parts.files().isUnchanged(old, jar)) {
      task.note("it is what " + BundleNames.of(old) + " was deployed from: nothing is to be done");
      return;
    }
    parts.refusals().check(old, task.request());
    MannerChoice choice = choose(old, jar, task.request());
    task.isIn(choice);
    replace(task, old, jar, choice);
    Bundle fresh = parts.context().getBundle(task.now().newBundleId());
    parts.files().put(jar.file(), fresh == null ? old : fresh, jar);
  }

  /** Replaces a bundle that the operation has claimed. */
  void replace(Task task, Bundle old, Jar jar, MannerChoice choice)
      throws BundleException, InterruptedException, CancelledException, IOException {
    parts.turns().awaitBelow(old, task);
    new Replacement(parts, task, old, jar).run(choice);
  }

  private void deployNew(Task task, Jar jar)
      throws BundleException, InterruptedException, CancelledException {
    Bundle fresh = parts.installation().install(jar, task);
    try {
      if (jar.isFragment()) {
        task.note("it is a fragment: its host has it when that is resolved the next time");
      } else {
        parts.installation().resolve(fresh, jar, task);
        task.step("starting " + BundleNames.withVersion(fresh));
        start(fresh);
      }
      if (task.isOvertaken()) {
        throw new DeployException(
            "%s had not started within %s, and the next one has gone on; it is uninstalled"
                .formatted(
                    BundleNames.withVersion(fresh), Durations.show(task.request().timeout())));
      }
      task.passReturn();
    } catch (Throwable bad) { // whatever was thrown, the new bundle does not stay
      parts.installation().drop(fresh, task);
      throw bad;
    }
    parts.files().put(jar.file(), fresh, jar);
  }

  private static void start(Bundle fresh) {
    try {
      fresh.start(Bundle.START_ACTIVATION_POLICY);
    } catch (BundleException failed) {
      throw new DeployException(
          "%s does not start: %s; it is uninstalled"
              .formatted(BundleNames.withVersion(fresh), FailureText.of(failed)));
    }
  }

  // -- remove

  /** Does the work of a removal. */
  void remove(OfFile begun) throws BundleException, InterruptedException, CancelledException {
    Task task = begun.task();
    Path file = task.request().file().orElseThrow();
    parts.turns().awaitFile(begun.before(), task);
    parts.turns().settle(task);
    if (begun.settled().isPresent() && !parts.exclusion().keepsSettled(task)) {
      parts.files().clear(file);
      isAboutNothing(task, file, "another file takes its place");
      return;
    }
    task.checkNeeded(); // a later deployment of the file replaces what runs
    Optional<Bundle> found = parts.turns().claim(task, () -> parts.files().bundle(file));
    parts.files().clear(file);
    if (found.isEmpty()) {
      isAboutNothing(task, file, "nothing of it was there any more");
      return;
    }
    task.isAbout(Subject.of(found.get()));
    parts.refusals().check(found.get(), task.request());
    parts.exclusion().isPlaced(task);
    parts.stops().unload(found.get(), task);
  }

  private static void isAboutNothing(Task task, Path file, String note) {
    task.isAbout(Subject.ofFile(name(file)));
    task.note(note);
  }

  static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
