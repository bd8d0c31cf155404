package io.nmr.impl;

import static java.util.stream.Collectors.groupingBy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.ModuleId;
import io.nmr.Registrar;
import io.nmr.impl.core.Hold;
import io.nmr.impl.core.HoldCause;
import io.nmr.impl.core.ModuleOwner;
import io.nmr.impl.core.ModuleRegistrar;
import io.nmr.impl.core.NetworkRegistrar;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.Bundle;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceRegistration;

/**
 * The modules of this framework: gives a registrar to each bundle, or component, that uses the
 * service, and drains the registrars when their bundle stops. Any thread may call; no lock is held
 * during a wait.
 */
final class Modules implements PrototypeServiceFactory<Registrar> {
  /**
   * A header in a bundle's manifest; with the value {@code self}, the module deregisters by itself
   * (H1).
   */
  private static final String UNLOAD_HEADER = "Nmr-Unload";

  /** The pause between a hold that has failed and the next one. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final NetworkRegistrar registrar;

  @GuardedBy("this")
  private final Map<Bundle, Set<ModuleRegistrar>> modules = new HashMap<>();

  Modules(NetworkRegistrar registrar) {
    this.registrar = registrar;
  }

  /**
   * Gives a registrar to a bundle; a bundle that stops, or has stopped, gets a closed one. Both
   * frameworks set the state to STOPPING before they call the hook, and {@link #add} and {@link
   * #of} share a lock. So either {@link #unload} finds the new registrar, or its look came before;
   * in that case the look at the state here sees that the bundle stops.
   *
   * <p>Where a start fails, Felix reports a stop in state STARTING. A registrar that another thread
   * gets then is open, and is drained when the framework takes it back, before the start returns.
   */
  @Override
  public Registrar getService(Bundle bundle, ServiceRegistration<Registrar> registration) {
    ModuleRegistrar made = registrar.registrarOf(ownerOf(bundle));
    add(bundle, made);
    if ((bundle.getState() & (Bundle.STARTING | Bundle.ACTIVE)) == 0) {
      made.refuse();
    }
    return made;
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

  /**
   * Drains what is left in a registrar that its bundle, or a component of the bundle, releases
   * (H2).
   */
  @Override
  public void ungetService(
      Bundle bundle, ServiceRegistration<Registrar> registration, Registrar service) {
    ModuleRegistrar module = (ModuleRegistrar) service;
    Hold hold = module.unload(causeOf(bundle));
    if (!module.isEmpty() && unloadsItself(bundle)) {
      hold.warnOfForgotten();
    }
    hold.await();
    forget(bundle, module);
    module.release();
  }

  /**
   * Why an unget holds: the bundle stops, or the registrar stops, or else a bundle that starts or
   * runs releases its registrar.
   */
  private HoldCause causeOf(Bundle user) {
    if (user.getState() == Bundle.STOPPING) {
      return HoldCause.STOP;
    }
    return registrar.isStopping() ? HoldCause.REGISTRAR_STOP : HoldCause.RELEASE;
  }

  private synchronized void forget(Bundle bundle, ModuleRegistrar module) {
    Set<ModuleRegistrar> ofBundle = modules.get(bundle);
    if (ofBundle != null && ofBundle.remove(module) && ofBundle.isEmpty()) {
      modules.remove(bundle);
    }
  }

  /**
   * Drains a bundle that begins to stop, before any listener hears of the stop (H1). Does not
   * throw: a failure is logged, and the bundle is drained all the same.
   */
  void unload(Bundle bundle) {
    try {
      List<ModuleRegistrar> ofBundle = of(bundle);
      if (unloadsItself(bundle)) {
        ofBundle.forEach(
            ModuleRegistrar::refuse); // the module may deregister, but may register no more
      } else {
        drain(ofBundle);
      }
    } catch (Throwable failed) {
      drainAfter(failed, bundle);
    }
  }

  private static void drain(List<ModuleRegistrar> ofBundle) {
    if (!ofBundle.isEmpty()) {
      ModuleRegistrar.unload(ofBundle, HoldCause.STOP).await();
    }
  }

  /**
   * Begins one hold after another until one ends without a failure, with a pause after each
   * failure. Only the first failure is logged. In the meantime the runtime shows what the hold
   * waits for, and an operator may abandon it.
   */
  private void drainAfter(Throwable failed, Bundle bundle) {
    boolean isLogged = false;
    while (true) {
      try {
        if (!isLogged) {
          isLogged = true;
          registrar.holdFailed(ownerOf(bundle), failed);
        }
        drain(of(bundle));
        return;
      } catch (Throwable again) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
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

  /**
   * Begins to drain every bundle when the framework stops, and waits for none of them (H2). Does
   * not throw: a bundle whose drain cannot begin here is drained when its own stop begins.
   */
  void beginUnloadOfAll() {
    all().forEach(this::beginUnload);
  }

  private void beginUnload(Bundle bundle, List<ModuleRegistrar> ofBundle) {
    try {
      if (!unloadsItself(bundle)) {
        ModuleRegistrar.unload(ofBundle, HoldCause.STOP).begin();
      }
    } catch (Throwable failed) {
      registrar.holdFailed(ownerOf(bundle), failed);
    }
  }

  /**
   * Refuses new registrations and begins to drain every bundle; called when the registrar itself
   * stops.
   */
  List<Hold> closeAndUnloadAll() {
    Map<ModuleOwner, List<ModuleRegistrar>> left =
        registrar.close().stream().collect(groupingBy(ModuleRegistrar::owner));
    return left.values().stream()
        .map(each -> ModuleRegistrar.unload(each, HoldCause.REGISTRAR_STOP).begin())
        .toList();
  }

  private static boolean unloadsItself(Bundle bundle) {
    String header = bundle.getHeaders("").get(UNLOAD_HEADER);
    return header != null && header.trim().equals("self");
  }
}
