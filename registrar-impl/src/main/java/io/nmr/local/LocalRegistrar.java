package io.nmr.local;

import io.nmr.ClientCharacteristics;
import io.nmr.ModuleId;
import io.nmr.NetworkModule;
import io.nmr.ProviderCharacteristics;
import io.nmr.Registrar;
import io.nmr.Registration;
import io.nmr.impl.core.Hold;
import io.nmr.impl.core.HoldCause;
import io.nmr.impl.core.ModuleOwner;
import io.nmr.impl.core.ModuleRegistrar;
import io.nmr.impl.core.NetworkRegistrar;
import io.nmr.impl.journal.RegistrarLog;
import io.nmr.impl.settings.Configuration;
import io.nmr.runtime.RegistrarRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The registrar without OSGi: the same protocol in a plain JVM. A registration that is made with it
 * directly belongs to one module, named {@code local}; {@link #module} makes other modules. Any
 * thread.
 */
public final class LocalRegistrar implements Registrar, AutoCloseable {
  private final NetworkRegistrar core;
  private final LocalModule self;

  /** A registrar whose unloads wait for ever and warn after five seconds. */
  public LocalRegistrar() {
    this(Map.of());
  }

  private LocalRegistrar(Map<String, String> settings) {
    core =
        new NetworkRegistrar(
            new Configuration(settings::get), RegistrarLog.ofSystem(), LocalRegistrar::exporter);
    self = module("local");
  }

  /**
   * A registrar whose unloads give up the bindings that are not detached by a deadline, and warn at
   * half of it.
   *
   * @throws IllegalArgumentException if the deadline is not positive
   */
  public static LocalRegistrar abandoningAfter(Duration deadline) {
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("the deadline " + deadline + " is not positive");
    }
    Duration half = deadline.dividedBy(2);
    return new LocalRegistrar(
        Map.of(
            "nmr.hold.warn",
            (half.isZero() ? deadline : half).toString(),
            "nmr.hold.deadline",
            deadline.toString(),
            "nmr.hold.policy",
            "abandon"));
  }

  private static String exporter(Class<?> type) {
    return String.valueOf(type.getClassLoader());
  }

  /**
   * Makes a further module. When it is closed, its registrations are deregistered and waited for.
   */
  public LocalModule module(String name) {
    return new LocalModule(core.registrarOf(new ModuleOwner(name, -1, ModuleId.of(name))));
  }

  /**
   * Starts a module's activator as a framework would.
   *
   * @return the loaded module; closing it unloads it
   * @throws Exception the exception that {@code load} threw
   */
  public LoadedModule load(NetworkModule module) throws Exception {
    return LoadedModule.load(this, module);
  }

  /** The runtime, as an operator's tools see it. */
  public RegistrarRuntime runtime() {
    return core.runtime();
  }

  @Override
  public <P, C> Registration registerProvider(ProviderCharacteristics<P, C> characteristics) {
    return self.registerProvider(characteristics);
  }

  @Override
  public <P, C> Registration registerClient(ClientCharacteristics<P, C> characteristics) {
    return self.registerClient(characteristics);
  }

  /**
   * Refuses new registrations, deregisters all registrations that are left, and waits until all are
   * gone.
   */
  @Override
  public void close() {
    List<ModuleRegistrar> modules = core.close();
    List<Hold> holds =
        modules.stream().map(module -> module.unload(HoldCause.REGISTRAR_STOP).begin()).toList();
    holds.forEach(Hold::await);
  }
}
