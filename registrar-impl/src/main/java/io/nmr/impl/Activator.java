package io.nmr.impl;

import io.nmr.Registrar;
import io.nmr.impl.core.Hold;
import io.nmr.impl.core.NetworkRegistrar;
import io.nmr.impl.journal.RegistrarLog;
import io.nmr.impl.settings.Configuration;
import io.nmr.runtime.RegistrarRuntime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.bundle.EventHook;
import org.osgi.framework.wiring.BundleWiring;

/** Starts and stops the registrar bundle. */
public final class Activator implements BundleActivator {
  private @Nullable Modules modules;
  private @Nullable RegistrarLog log;
  private @Nullable ServiceRegistration<?> service;
  private @Nullable ServiceRegistration<?> runtime;

  /** Called by the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    OwnClasses.load(context.getBundle().adapt(BundleWiring.class));
    Configuration settings = new Configuration(context::getProperty);
    RegistrarLog opened = ServiceLog.of(context);
    NetworkRegistrar registrar = new NetworkRegistrar(settings, opened, Activator::exporter);
    Modules made = new Modules(registrar);
    log = opened;
    modules = made;
    // The hook comes first, so that no stop can slip past it from the first registration on. It has
    // highest rank, so that the module is drained before the hooks of others hear of its stop.
    context.registerService(
        EventHook.class,
        new StopHook(made, context.getBundle()),
        FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));
    runtime = context.registerService(RegistrarRuntime.class, registrar.runtime(), null);
    service =
        context.registerService(
            Registrar.class,
            made,
            FrameworkUtil.asDictionary(
                Map.of(Constants.SERVICE_DESCRIPTION, "Network Module Registrar")));
  }

  private static String exporter(Class<?> type) {
    Bundle bundle = FrameworkUtil.getBundle(type);
    return bundle == null
        ? String.valueOf(type.getClassLoader())
        : bundle.getSymbolicName() + " " + bundle.getVersion() + " (" + bundle.getBundleId() + ")";
  }

  /**
   * Refuses new registrations, begins to deregister all registrations that are left, withdraws the
   * service, and does not return until all are gone (H3).
   */
  @Override
  public void stop(BundleContext context) throws Exception {
    if (modules == null || service == null || runtime == null) {
      return;
    }
    List<Hold> holds = modules.closeAndUnloadAll();
    service.unregister();
    holds.forEach(Hold::await); // H3: every module is drained before this bundle has stopped
    runtime.unregister();
    if (log instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
