package io.nmr.deploy.engine;

import io.nmr.deploy.DeployException;
import io.nmr.deploy.engine.Task.CancelledException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.hooks.bundle.CollisionHook;

/**
 * Installs and resolves new bundles for operations, and uninstalls those that are not going to be
 * used. Has a folder for copies of jars.
 */
final class Installation {
  private final BundleContext context;
  private final Path folder;
  private final DeployedFiles files;
  private final Operations operations;
  private final Resolution resolution;

  Installation(
      BundleContext context,
      Path folder,
      DeployedFiles files,
      Operations operations,
      Wiring wiring) {
    this.context = context;
    this.folder = folder;
    this.files = files;
    this.operations = operations;
    this.resolution = new Resolution(context, wiring);
  }

  /** Lets a bundle be tried beside one of the same name and version. */
  CollisionHook collisionHook() {
    return resolution.hook();
  }

  /**
   * Copies and reads a file.
   *
   * @throws DeployException if it is no complete bundle
   */
  Jar read(Path file) {
    return Jar.of(file, folder);
  }

  /** Copies what an installed bundle consists of. */
  Backup backup(Bundle bundle) throws IOException {
    return Backup.of(bundle, folder);
  }

  /** Installs a bundle beside those that are there. */
  Bundle install(Jar jar, Task task) throws CancelledException {
    task.isInstalling(true);
    try {
      task.check();
      task.step("installing " + jar.nameAndVersion());
      try (InputStream in = jar.open()) {
        Bundle fresh = context.installBundle(files.freeLocation(jar.file()), in);
        files.know(fresh);
        task.brings(fresh);
        return fresh;
      } catch (IOException | BundleException failed) {
        throw new DeployException("cannot install " + jar.file() + ": " + FailureText.of(failed));
      }
    } finally {
      task.isInstalling(false);
    }
  }

  /**
   * Resolves an installed bundle, with those that are being installed at the same time.
   *
   * @throws UnresolvedException if it cannot be resolved
   */
  void resolve(Bundle fresh, Jar jar, Task task) throws InterruptedException, CancelledException {
    task.step("resolving " + BundleNames.withVersion(fresh));
    check(jar, resolution.resolve(fresh, task, () -> isAnotherInstalling(task)));
  }

  /**
   * Finds out whether a bundle could be resolved in the place of the one that it is to replace.
   *
   * @throws UnresolvedException if it could not
   */
  void tryToResolve(Jar jar, Task task)
      throws BundleException, InterruptedException, CancelledException {
    task.isInstalling(false);
    task.step("resolving " + jar.nameAndVersion());
    check(jar, resolution.tried(jar, task, () -> isAnotherInstalling(task)));
  }

  private static void check(Jar jar, String missing) {
    if (!missing.isEmpty()) {
      throw new UnresolvedException(
          "%s in %s cannot be resolved: %s".formatted(jar.nameAndVersion(), jar.file(), missing));
    }
  }

  private boolean isAnotherInstalling(Task task) {
    return operations.others(task).stream().anyMatch(Task::isInstalling);
  }

  /** Uninstalls a new bundle that is not going to be used. */
  void drop(Bundle fresh, Task task) {
    try {
      if (fresh.getState() != Bundle.UNINSTALLED) {
        fresh.uninstall();
      }
    } catch (Throwable failed) { // a note: why the bundle is dropped is the operation's failure
      task.note(BundleNames.of(fresh) + " cannot be uninstalled: " + FailureText.of(failed));
    }
  }
}
