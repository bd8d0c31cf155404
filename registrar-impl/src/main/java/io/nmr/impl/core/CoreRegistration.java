package io.nmr.impl.core;

import io.nmr.Deregistration;
import io.nmr.Registration;
import io.nmr.RegistrationInstance;
import io.nmr.Side;
import io.nmr.impl.journal.Registrant;
import io.nmr.impl.journal.RegistrationEvents;
import io.nmr.impl.settings.HoldSettings;
import io.nmr.impl.threads.StackRoom;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One registration, of either side. */
final class CoreRegistration implements Registration {
  /** How far a registration is. */
  enum Phase {
    /** Made, and not offered to anyone yet. */
    NEW,
    /** Takes part in offers. */
    OPEN,
    /** No more offers; its bindings are being taken apart. */
    DEREGISTERING,
    /** Nothing is left of it. */
    DEREGISTERED
  }

  final long id;
  final NetworkRegistrar registrar;
  final ModuleRegistrar home;
  final NpiTable table;
  final Side side;
  final ModuleOwner owner;
  private volatile @Nullable Object callbacks; // dropped when deregistered (R22)

  private final Registrant registrant;
  final RegistrationEvents events;

  // Guarded by the table's lock.
  Phase phase = Phase.NEW;
  final BindingList bindings;

  /** Written once, under the table's lock, when the deregistration begins; read without it. */
  volatile @Nullable CoreDeregistration deregistration;

  CoreRegistration(
      NetworkRegistrar registrar,
      ModuleRegistrar home,
      NpiTable table,
      Side side,
      RegistrationInstance instance,
      Object callbacks) {
    this.id = registrar.nextRegistrationId();
    this.registrar = registrar;
    this.table = table;
    this.side = side;
    this.bindings = new BindingList(side);
    this.home = home;
    this.owner = home.owner();
    this.registrant = new Registrant(side, instance, owner.name());
    this.events = registrar.journal.eventsOf(registrant);
    this.callbacks = callbacks;
  }

  /**
   * The module's attach callback, as the type that this side has. Null when this is deregistered,
   * which an offer finds where the pair was abandoned meanwhile.
   */
  <M> @Nullable M callbacks(Class<M> type) {
    return type.cast(callbacks);
  }

  /**
   * Whether it has begun to deregister. Written before its bindings are asked to detach, so a
   * binding that was not found ATTACHED then finds this true when its offer returns (R17).
   */
  boolean isDeregistering() {
    return deregistration != null;
  }

  /** Wakes the threads that wait for its deregistration, to look again at what is due. */
  void wakeWhoWaits() {
    CoreDeregistration begun = deregistration;
    if (begun != null) {
      begun.wake();
    }
  }

  void drop() {
    callbacks = null;
  }

  @Override
  public RegistrationInstance instance() {
    return registrant.instance();
  }

  /** What messages and events name it by. */
  Registrant registrant() {
    return registrant;
  }

  /** How its deregistration is waited for, by the settings that are in force now. */
  HoldSettings holdSettings() {
    return registrar.settings.get().holdOf(this::attributes);
  }

  /**
   * What the rules of the settings may ask about. Where a characteristic has the name of one of the
   * facts, the fact counts.
   */
  Map<String, Object> attributes() {
    RegistrationInstance instance = registrant.instance();
    Map<String, Object> attributes = new HashMap<>(instance.characteristics());
    attributes.put("npi", instance.npi().id());
    attributes.put("module", instance.moduleId().toString());
    attributes.put("number", instance.number());
    attributes.put("side", side.toString());
    attributes.put("bundle", owner.moduleId().toString());
    attributes.put("bundle.id", owner.id());
    return attributes;
  }

  /** Ends the offers; the detaching is the returned deregistration's {@code run}. */
  CoreDeregistration beginDeregister() {
    return table.close(this);
  }

  @Override
  public Deregistration deregister() {
    StackRoom.ensure();
    CoreDeregistration begun = beginDeregister();
    begun.run(); // R16: calls the detach callbacks and waits for no call
    return begun;
  }

  @Override
  public void close() {
    StackRoom.ensure();
    CoreDeregistration begun = beginDeregister();
    begun.run();
    begun.awaitUninterruptibly();
  }

  @Override
  public String toString() {
    return registrant.toString();
  }
}
