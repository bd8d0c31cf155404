package io.nmr.impl.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.ClientCharacteristics;
import io.nmr.ModuleId;
import io.nmr.Npi;
import io.nmr.ProviderCharacteristics;
import io.nmr.Registrar;
import io.nmr.Registration;
import io.nmr.RegistrationInstance;
import io.nmr.Side;
import io.nmr.impl.journal.WarningPace;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The registrar of one module. It remembers the module's registrations, to unload them later. */
public final class ModuleRegistrar implements Registrar, AutoCloseable {
  private final NetworkRegistrar registrar;
  private final ModuleOwner owner;

  /** The pace of the warnings of what the module itself waits for. */
  final WarningPace pace = new WarningPace();

  @GuardedBy("this")
  private final Set<CoreRegistration> registrations = new LinkedHashSet<>();

  @GuardedBy("this")
  private boolean isClosed;

  /** Whether a hold takes the module's registrations apart. */
  @GuardedBy("this")
  private boolean isInHold;

  @GuardedBy("this")
  private boolean isReleased;

  ModuleRegistrar(NetworkRegistrar registrar, ModuleOwner owner) {
    this.registrar = registrar;
    this.owner = owner;
  }

  @Override
  public <P, C> Registration registerProvider(ProviderCharacteristics<P, C> provider) {
    Objects.requireNonNull(provider, () -> "the characteristics of a provider of " + owner.name());
    return register(
        Side.PROVIDER,
        provider.npi(),
        provider.moduleId(),
        provider.number(),
        provider.characteristics(),
        provider.module());
  }

  @Override
  public <P, C> Registration registerClient(ClientCharacteristics<P, C> client) {
    Objects.requireNonNull(client, () -> "the characteristics of a client of " + owner.name());
    return register(
        Side.CLIENT,
        client.npi(),
        client.moduleId(),
        client.number(),
        client.characteristics(),
        client.module());
  }

  private Registration register(
      Side side,
      Npi<?, ?> npi,
      Optional<ModuleId> moduleId,
      int number,
      Map<String, Object> characteristics,
      Object callbacks) {
    return registrar.register(
        this,
        side,
        new RegistrationInstance(npi, moduleId.orElse(owner.moduleId()), number, characteristics),
        callbacks);
  }

  /** The module that has this registrar. */
  public ModuleOwner owner() {
    return owner;
  }

  synchronized void add(CoreRegistration registration) {
    if (isClosed) {
      throw new IllegalStateException(
          owner.name() + " is stopping, or the registrar is: no " + registration + " any more");
    }
    registrations.add(registration);
  }

  void forget(CoreRegistration registration) {
    synchronized (this) {
      registrations.remove(registration);
    }
    releaseIfOver();
  }

  /**
   * Refuses new registrations from now on: the module, or the registrar, stops. A thread that
   * already waits for one of the module's deregistrations holds that stop from now on, and is woken
   * to look at the deadline. Such a thread takes the state of the signal before it asks whether
   * this registrar is closed, so either it finds this registrar closed, or the signal ends its
   * wait.
   */
  public void refuse() {
    synchronized (this) {
      isClosed = true;
    }
    registrations().forEach(CoreRegistration::wakeWhoWaits);
  }

  /**
   * Deregisters what is left and waits until that is done; refuses new registrations from now on.
   * This method is for the module: a framework that takes the registrar back on another thread
   * waits on that thread, and lets the module's own unget return at once.
   */
  @Override
  public void close() {
    unload(registrar.isStopping() ? HoldCause.REGISTRAR_STOP : HoldCause.STOP).await();
  }

  /** Whether this module, or the registrar, is stopping. */
  public synchronized boolean isClosed() {
    return isClosed;
  }

  /** Whether the module stops, and deregisters by itself: no hold does that for the module. */
  synchronized boolean isInOwnStop() {
    return isClosed && !isInHold;
  }

  private synchronized void beginHold() {
    isInHold = true;
  }

  /** Whether nothing is registered. */
  public synchronized boolean isEmpty() {
    return registrations.isEmpty();
  }

  private synchronized List<CoreRegistration> registrations() {
    return List.copyOf(registrations);
  }

  /**
   * Refuses new registrations and makes the hold that takes apart the old ones, because the module
   * stops; the hold has not begun yet.
   */
  public Hold unload() {
    return unload(HoldCause.STOP);
  }

  /**
   * Does the same as {@link #unload()}, for a hold that has another cause than the module's stop.
   */
  public Hold unload(HoldCause cause) {
    return unload(List.of(this), cause);
  }

  /** Unloads all registrars of one module, of which there is at least one, as one hold. */
  public static Hold unload(Collection<ModuleRegistrar> modules, HoldCause cause) {
    ModuleRegistrar any = modules.iterator().next();
    modules.forEach(ModuleRegistrar::beginHold);
    modules.forEach(ModuleRegistrar::refuse);
    return new Hold(
        any.registrar,
        any.owner.name(),
        cause,
        modules.stream().flatMap(module -> module.registrations().stream()).toList());
  }

  /**
   * Notes that the module lets this instance go: the network registrar forgets it as soon as no
   * registration of it is left.
   */
  public void release() {
    synchronized (this) {
      isReleased = true;
    }
    releaseIfOver();
  }

  /**
   * Has the network registrar forget this instance, if that was released and no registration is
   * left. A hold may have left a binding out (H8); the registrar's own stop waits for that binding.
   */
  private void releaseIfOver() {
    synchronized (this) {
      if (!isReleased || !registrations.isEmpty()) {
        return;
      }
    }
    registrar.release(this);
  }
}
