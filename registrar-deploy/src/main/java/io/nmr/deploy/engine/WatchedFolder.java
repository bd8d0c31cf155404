package io.nmr.deploy.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.deploy.DeployException;
import io.nmr.deploy.Operation;
import io.nmr.deploy.OperationSnapshot;
import io.nmr.deploy.OperationSnapshot.State;
import io.nmr.deploy.Request;
import io.nmr.log.MessageLog;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;

/**
 * The watched folder. File Install tells of each jar that has come, changed or gone, and the engine
 * does the rest. File Install's thread copies a jar at most, and never waits for an operation.
 */
final class WatchedFolder implements ArtifactInstaller, AutoCloseable {
  private static final String FILE_INSTALL = "org.apache.felix.fileinstall";
  static final String BY = "folder";

  /** How long the start of File Install waits for the modules in the folder. */
  private static final Duration START = Duration.ofSeconds(30);

  private final BundleContext context;
  private final Engine engine;
  private final MessageLog log;
  private final SynchronousBundleListener starts = this::awaitDeployed;

  /** Files whose bundle lacks something that another bundle may bring. */
  @GuardedBy("this")
  private final Set<Path> unresolved = new HashSet<>();

  /** The latest reason that was logged for each file that is refused. */
  @GuardedBy("this")
  private final Map<Path, String> refused = new HashMap<>();

  /** When an operation last ended well: it may have brought what another file lacks. */
  @GuardedBy("this")
  private long brought = System.nanoTime();

  private WatchedFolder(BundleContext context, Engine engine, MessageLog log) {
    this.context = context;
    this.engine = engine;
    this.log = log;
  }

  /** Serves File Install from now on, and delays its start until the folder is deployed. */
  static WatchedFolder open(BundleContext context, Engine engine, MessageLog log) {
    WatchedFolder folder = new WatchedFolder(context, engine, log);
    context.addBundleListener(folder.starts);
    engine.whenEnded(folder::ended);
    ServiceRegistration<ArtifactInstaller> unused =
        context.registerService(
            ArtifactInstaller.class,
            folder,
            FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, 1000)));
    return folder;
  }

  @Override
  public void close() {
    context.removeBundleListener(starts);
    engine.whenEnded((end, isUnresolved) -> {});
  }

  /** Takes each jar, whole or not: the log says why one that is not whole is refused. */
  @Override
  public boolean canHandle(File artifact) {
    return artifact.getName().endsWith(".jar");
  }

  @Override
  public void install(File artifact) {
    Path file = fileOf(artifact);
    forget(file);
    deploy(file);
  }

  @Override
  public void update(File artifact) {
    install(artifact);
  }

  @Override
  public void uninstall(File artifact) {
    Path file = fileOf(artifact);
    forget(file);
    engine.begin(Request.remove(file).by(BY));
  }

  /** The file as operations name it. */
  private static Path fileOf(File artifact) {
    return artifact.toPath().toAbsolutePath().normalize();
  }

  private void deploy(Path file) {
    synchronized (this) {
      unresolved.remove(file);
    }
    try {
      Operation operation = engine.begin(Request.deploy(file).by(BY).beside());
      Operation.Watch watch = operation.watch(); // until its end: this class logs a failure
      CompletableFuture<Void> unused = operation.done().thenRun(watch::close);
    } catch (DeployException refused) {
      refuse(file, refused.getMessage() + stays(file));
    }
  }

  private String stays(Path file) {
    return engine
        .files()
        .bundle(file)
        .map(it -> "; " + BundleNames.withVersion(it) + " stays as it is")
        .orElse("");
  }

  /** Logs each reason once: a file that lacks something is tried whenever another one comes. */
  private void refuse(Path file, String why) {
    synchronized (this) {
      if (why.equals(refused.put(file, why))) {
        return;
      }
    }
    String reason =
        why.startsWith(file + " ") ? "it" + why.substring(file.toString().length()) : why;
    log.log(LogMessage.REFUSED, file, reason);
  }

  private synchronized void forget(Path file) {
    unresolved.remove(file);
    refused.remove(file);
  }

  /** Called on the thread of the operation. */
  private void ended(OperationSnapshot end, boolean isUnresolved) {
    if (end.state() == State.DONE) {
      synchronized (this) {
        brought = System.nanoTime();
      }
      again().forEach(this::deploy); // what one lacked may have come with this one
    }
    if (!end.by().equals(BY) || end.kind() != Request.Kind.DEPLOY || end.file().isEmpty()) {
      return; // the engine logs how a removal ends
    }
    Path file = Path.of(end.file().get());
    if (end.state() == State.FAILED) {
      List<String> all = new ArrayList<>(end.failure().stream().toList());
      all.addAll(end.notes());
      refuse(file, String.join("; ", all));
      if (isUnresolved && isToBeTriedAgain(file, end.duration())) {
        deploy(file);
      }
    } else {
      synchronized (this) {
        refused.remove(file);
      }
    }
  }

  /**
   * Whether a file is to be tried again at once, because what it lacked may have come since its
   * operation began. Otherwise it is tried when another operation ends well.
   */
  private synchronized boolean isToBeTriedAgain(Path file, Duration tried) {
    if (brought - (System.nanoTime() - tried.toNanos()) > 0) {
      return Files.exists(file);
    }
    unresolved.add(file);
    return false;
  }

  private synchronized List<Path> again() {
    List<Path> again = unresolved.stream().filter(Files::exists).toList();
    unresolved.clear();
    return again;
  }

  /**
   * Waits in the start of File Install until the files that it has found are deployed, so that the
   * shell, which starts next, finds the modules.
   */
  private void awaitDeployed(BundleEvent event) {
    if (event.getType() != BundleEvent.STARTED
        || !FILE_INSTALL.equals(event.getBundle().getSymbolicName())) {
      return;
    }
    long end = System.nanoTime() + START.toNanos();
    for (OperationSnapshot each : engine.operations()) {
      if (each.by().equals(BY)) {
        engine.operation(each.id()).ifPresent(it -> await(it, end - System.nanoTime()));
      }
    }
  }

  private static void await(Operation operation, long nanos) {
    try {
      operation.done().get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException late) {
      // it goes on; nmr:operations shows it
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
