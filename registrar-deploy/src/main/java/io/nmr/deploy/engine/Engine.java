package io.nmr.deploy.engine;

import io.nmr.deploy.Deployer;
import io.nmr.deploy.Operation;
import io.nmr.deploy.OperationSnapshot;
import io.nmr.deploy.Preview;
import io.nmr.deploy.Request;
import io.nmr.deploy.engine.Exclusion.OfFile;
import io.nmr.log.MessageLog;
import io.nmr.runtime.RegistrarRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.hooks.bundle.CollisionHook;

/**
 * The one {@link Deployer}: begins operations. Where to read on:
 *
 * <ul>
 *   <li>{@link Operations} and {@link Exclusion}: which operations there are, and which exclude
 *       each other.
 *   <li>{@link Turns}: what an operation waits for before it acts.
 *   <li>{@link Refusals}: what no operation may stop.
 *   <li>{@link OperationThreads}: how an operation runs and ends.
 *   <li>{@link Deployments}: what is done with files; {@link Replacement} and {@link StopFirst}:
 *       how a new bundle takes the place of an old one.
 *   <li>{@link Stops} and {@link BundleStop}: how a bundle is stopped and unloaded.
 * </ul>
 */
final class Engine implements Deployer {
  private final EngineParts parts;
  private final OperationThreads threads;
  private final Deployments deployments;

  /**
   * An engine with no operations.
   *
   * @param folder its own, for copies of files
   */
  Engine(
      BundleContext context,
      Path folder,
      Supplier<Optional<RegistrarRuntime>> runtimes,
      MessageLog log) {
    this.parts = EngineParts.of(context, folder, runtimes);
    this.threads =
        new OperationThreads(
            parts.operations(),
            parts.exclusion(),
            context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION),
            log);
    this.deployments = new Deployments(parts);
  }

  /** Lets a bundle be tried beside one of the same name and version. */
  CollisionHook collisionHook() {
    return parts.installation().collisionHook();
  }

  /** Tells a listener of each end; see {@link OperationThreads#whenEnded}. */
  void whenEnded(BiConsumer<OperationSnapshot, Boolean> listener) {
    threads.whenEnded(listener);
  }

  DeployedFiles files() {
    return parts.files();
  }

  @Override
  public List<OperationSnapshot> operations() {
    return parts.operations().all();
  }

  @Override
  public Optional<Operation> operation(long id) {
    return parts.operations().running(id);
  }

  // -- previews

  @Override
  public Preview preview(Request request) {
    return switch (request.kind()) {
      case STOP, UNLOAD ->
          preview(request, Optional.of(parts.refusals().bundle(request.bundleId())), null);
      case REMOVE -> preview(request, files().bundle(fileOf(request)), null);
      case SWAP, DEPLOY -> {
        try (Jar jar = parts.installation().read(fileOf(request))) {
          Optional<Bundle> old =
              request.kind() == Request.Kind.SWAP
                  ? Optional.of(parts.refusals().bundle(request.bundleId()))
                  : deployments.target(request, jar);
          yield preview(request, old, jar);
        }
      }
    };
  }

  private Preview preview(Request request, Optional<Bundle> old, @Nullable Jar jar) {
    old.ifPresent(it -> parts.refusals().check(it, request));
    return new Previews(parts.context(), parts.wiring(), parts.runtimes().get())
        .of(request, old.orElse(null), jar);
  }

  private static Path fileOf(Request request) {
    return request.file().orElseThrow();
  }

  // -- operations

  @Override
  public Operation begin(Request request) {
    return switch (request.kind()) {
      case STOP, UNLOAD -> beginStop(request);
      case SWAP -> beginSwap(request);
      case DEPLOY -> beginDeploy(request);
      case REMOVE -> beginRemove(request);
    };
  }

  /** Joins an operation that does the same, or begins one. */
  private Operation beginStop(Request request) {
    boolean isStopOnly = request.kind() == Request.Kind.STOP;
    while (true) {
      Optional<Task> same = parts.exclusion().sameStop(request.bundleId(), isStopOnly);
      if (same.isPresent()) {
        return same.get();
      }
      Bundle bundle = parts.refusals().bundle(request.bundleId());
      parts.refusals().check(bundle, request);
      Optional<BundleStop> begun =
          parts
              .exclusion()
              .beginStop(
                  request,
                  Subject.of(bundle),
                  task -> parts.stops().stop(bundle, isStopOnly, task));
      if (begun.isPresent()) {
        BundleStop stop = begun.get();
        threads.start(stop.task(), () -> parts.stops().run(stop), () -> parts.stops().leave(stop));
        return stop.task();
      }
    }
  }

  private Operation beginSwap(Request request) {
    Bundle old = parts.refusals().bundle(request.bundleId());
    parts.refusals().check(old, request);
    Jar jar = parts.installation().read(fileOf(request));
    try {
      MannerChoice choice = deployments.choose(old, jar, request);
      Task task = parts.exclusion().beginSwap(request, Subject.of(old));
      task.isIn(choice);
      threads.start(task, () -> deployments.replace(task, old, jar, choice), jar::close);
      return task;
    } catch (RuntimeException refused) {
      jar.close();
      throw refused;
    }
  }

  private Operation beginDeploy(Request request) {
    Jar jar = parts.installation().read(fileOf(request));
    // Operations that begin at the same time on bundles above this one wait for it.
    Subject subject =
        files()
            .bundle(fileOf(request))
            .map(Subject::of)
            .orElse(Subject.ofFile(jar.nameAndVersion()));
    OfFile begun = parts.exclusion().beginDeploy(request, subject, jar);
    threads.start(begun.task(), () -> deployments.deploy(begun, jar), jar::close);
    return begun.task();
  }

  private Operation beginRemove(Request request) {
    Optional<Bundle> deployed = files().bundle(fileOf(request));
    Subject subject =
        deployed.map(Subject::of).orElse(Subject.ofFile(Deployments.name(fileOf(request))));
    OfFile begun = parts.exclusion().beginRemove(request, subject, deployed);
    threads.start(begun.task(), () -> deployments.remove(begun), () -> {});
    return begun.task();
  }
}
