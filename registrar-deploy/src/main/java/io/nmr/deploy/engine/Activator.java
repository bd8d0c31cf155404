package io.nmr.deploy.engine;

import io.nmr.deploy.Deployer;
import io.nmr.log.MessageLog;
import io.nmr.log.service.ServiceLog;
import io.nmr.runtime.RegistrarRuntime;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.util.tracker.ServiceTracker;

/** Registers the engine as a service, and serves File Install where that is installed. */
public final class Activator implements BundleActivator {
  private @Nullable ServiceTracker<RegistrarRuntime, RegistrarRuntime> runtimes;
  private @Nullable WatchedFolder folder;

  /** For the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    ServiceTracker<RegistrarRuntime, RegistrarRuntime> tracked =
        new ServiceTracker<>(context, RegistrarRuntime.class, null);
    tracked.open();
    runtimes = tracked;
    MessageLog log = new ServiceLog(context, "io.nmr.registrar.deploy");
    Engine engine =
        new Engine(context, copies(context), () -> Optional.ofNullable(tracked.getService()), log);
    context.registerService(CollisionHook.class, engine.collisionHook(), null);
    context.registerService(Deployer.class, engine, null);
    try {
      folder = WatchedFolder.open(context, engine, log);
    } catch (NoClassDefFoundError absent) { // an optional import
      folder = null;
    }
  }

  /** A folder in this bundle's data area, emptied of what an earlier start has left. */
  private static Path copies(BundleContext context) {
    File area = context.getDataFile("copies");
    Path folder = area == null ? Path.of(System.getProperty("java.io.tmpdir")) : area.toPath();
    File[] left = area == null ? null : area.listFiles();
    if (left != null) {
      for (File each : left) {
        each.delete();
      }
    }
    return folder;
  }

  @Override
  public void stop(BundleContext context) {
    if (folder != null) {
      folder.close();
    }
    if (runtimes != null) {
      runtimes.close();
    }
  }
}
