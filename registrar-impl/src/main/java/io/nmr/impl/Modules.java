package io.nmr.impl;

import static java.util.stream.Collectors.groupingBy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.ModuleId;
import io.nmr.Registrar;
import io.nmr.impl.core.Hold;
import io.nmr.impl.core.ModuleOwner;
import io.nmr.impl.core.ModuleRegistrar;
import io.nmr.impl.core.NetworkRegistrar;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceRegistration;

/**
 * The modules of this framework: a registrar for each bundle, or each component, that uses the
 * service, and what their unloading is. Any thread; waits with no lock held.
 */
final class Modules implements PrototypeServiceFactory<Registrar> {
  /** In a bundle's manifest, with the value {@code self}: the module deregisters by itself (H1). */
  private static final String UNLOAD_HEADER = "Nmr-Unload";

  private final NetworkRegistrar registrar;

  @GuardedBy("this")
  private final Map<Bundle, Set<ModuleRegistrar>> modules = new HashMap<>();

  Modules(NetworkRegistrar registrar) {
    this.registrar = registrar;
  }

  /**
   * For a bundle that stops it is closed from the start. The framework sets that state before it
   * says so: either {@link #unload} finds the new registrar, or the look here finds the state.
   */
  @Override
  public Registrar getService(Bundle bundle, ServiceRegistration<Registrar> registration) {
    ModuleRegistrar module = registrar.module(ownerOf(bundle));
    add(bundle, module);
    if (bundle.getState() == Bundle.STOPPING) {
      module.refuse();
    }
    return module;
  }

  private synchronized void add(Bundle bundle, ModuleRegistrar module) {
    modules.computeIfAbsent(bundle, any -> new LinkedHashSet<>()).add(module);
  }

  private static ModuleOwner ownerOf(Bundle bundle) {
    String name = bundle.getSymbolicName();
    String known = name == null ? "bundle-" + bundle.getBundleId() : name;
    return new ModuleOwner(
        known + " (" + bundle.getBundleId() + ")", bundle.getBundleId(), ModuleId.of(known));
  }

  /** The bundle, or a component of it, lets its registrar go: drains what is left (H2). */
  @Override
  public void ungetService(
      Bundle bundle, ServiceRegistration<Registrar> registration, Registrar service) {
    ModuleRegistrar module = (ModuleRegistrar) service;
    Hold hold = module.unload();
    if (!module.isEmpty() && unloadsItself(bundle)) {
      hold.warnOfForgotten();
    }
    hold.await();
    forget(bundle, module);
    module.release();
  }

  private synchronized void forget(Bundle bundle, ModuleRegistrar module) {
    Set<ModuleRegistrar> ofBundle = modules.get(bundle);
    if (ofBundle != null && ofBundle.remove(module) && ofBundle.isEmpty()) {
      modules.remove(bundle);
    }
  }

  /** Drains a bundle that begins to stop, before its activator's stop (H1). */
  void unload(Bundle bundle) {
    List<ModuleRegistrar> ofBundle = of(bundle);
    if (unloadsItself(bundle)) {
      ofBundle.forEach(ModuleRegistrar::refuse); // it may deregister, and register no more
    } else if (!ofBundle.isEmpty()) {
      ModuleRegistrar.unload(ofBundle).await();
    }
  }

  private synchronized List<ModuleRegistrar> of(Bundle bundle) {
    return List.copyOf(modules.getOrDefault(bundle, Set.of()));
  }

  private synchronized Map<Bundle, List<ModuleRegistrar>> all() {
    Map<Bundle, List<ModuleRegistrar>> all = new HashMap<>();
    modules.forEach((bundle, ofBundle) -> all.put(bundle, List.copyOf(ofBundle)));
    return all;
  }

  /** Begins to drain every bundle at once, and waits for none: the framework stops (H2). */
  void beginUnloadOfAll() {
    all()
        .forEach(
            (bundle, ofBundle) -> {
              if (!unloadsItself(bundle)) {
                ModuleRegistrar.unload(ofBundle).begin();
              }
            });
  }

  /** The same for the registrar's own stop: no new registrations, and every bundle, waited for. */
  List<Hold> closeAndUnloadAll() {
    Map<ModuleOwner, List<ModuleRegistrar>> left =
        registrar.close().stream().collect(groupingBy(ModuleRegistrar::owner));
    return left.values().stream().map(each -> ModuleRegistrar.unload(each).begin()).toList();
  }

  private static boolean unloadsItself(Bundle bundle) {
    String header = bundle.getHeaders("").get(UNLOAD_HEADER);
    return header != null && header.trim().equals("self");
  }
}
