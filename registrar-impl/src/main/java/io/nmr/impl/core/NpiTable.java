package io.nmr.impl.core;

import static java.util.Comparator.comparingLong;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.Npi;
import io.nmr.Side;
import io.nmr.impl.guard.GuardMaker;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The registrations for one NPI, and the bindings between them. The table's monitor is the one lock
 * of the NPI; it also guards each registration's phase and list of bindings. No other code is
 * called while the monitor is held.
 */
final class NpiTable {
  /**
   * The identity of an NPI: two NPIs are the same if their ids are equal and their dispatch types
   * are the very same classes (R4).
   */
  record Key(String id, Class<?> providerDispatch, Class<?> clientDispatch) {
    static Key of(Npi<?, ?> npi) {
      // R4: the very classes, not their names
      return new Key(npi.id(), npi.providerDispatch(), npi.clientDispatch());
    }
  }

  final Key key;

  /** Whether the NPI's dispatch types were found fit to be guarded. */
  volatile boolean isGuardable;

  @GuardedBy("this")
  private final Set<CoreRegistration> clients = new LinkedHashSet<>();

  @GuardedBy("this")
  private final Set<CoreRegistration> providers = new LinkedHashSet<>();

  @GuardedBy("this")
  private final Set<CoreRegistration> deregistering = new LinkedHashSet<>();

  /** How many registrations are about to be let in. */
  @GuardedBy("this")
  private int coming;

  @GuardedBy("this")
  private boolean isRetired;

  @GuardedBy("this")
  private long first; // the id of the first registration that was, or is to be, let in

  // The makers are made when a dispatch is first guarded, and given up with this table.
  private volatile @Nullable GuardMaker clientGuards;
  private volatile @Nullable GuardMaker providerGuards;

  NpiTable(Key key) {
    this.key = key;
  }

  /** The interface of that side's dispatch; Void if the side has none. */
  Class<?> dispatchType(Side side) {
    return side == Side.CLIENT ? key.clientDispatch() : key.providerDispatch();
  }

  /**
   * Returns the maker of that side's guarded dispatches. Two threads may each make one at the same
   * time: either will do.
   */
  GuardMaker guardMaker(Side side) {
    GuardMaker maker = side == Side.CLIENT ? clientGuards : providerGuards;
    if (maker == null) {
      maker = new GuardMaker(dispatchType(side));
      if (side == Side.CLIENT) {
        clientGuards = maker;
      } else {
        providerGuards = maker;
      }
    }
    return maker;
  }

  /**
   * Announces a registration, which {@link #open} then lets in, unless {@link #withdraw} takes the
   * announcement back: until then this table is not retired. Returns false if the table is retired
   * already, and another one has to be made.
   */
  synchronized boolean expect(CoreRegistration newcomer) {
    if (isRetired) {
      return false;
    }
    coming++;
    first = first == 0 ? newcomer.id : first;
    return true;
  }

  /** Takes back the announcement of a registration that does not come after all. */
  synchronized void withdraw(CoreRegistration newcomer) {
    coming--;
    first = first == newcomer.id ? 0 : first;
  }

  /**
   * Lets in a registration that is expected. A registration that comes later finds it here and
   * offers the pair, so that of two that register at the same time exactly one makes the offer
   * (R3).
   *
   * @return the peers that the newcomer is to be offered to, in order of registration; none if the
   *     newcomer has begun to deregister already
   */
  synchronized List<CoreRegistration> open(CoreRegistration newcomer) {
    if (newcomer.phase != CoreRegistration.Phase.NEW) {
      withdraw(newcomer);
      return List.of();
    }
    coming--;
    newcomer.phase = CoreRegistration.Phase.OPEN;
    // R3: a later newcomer finds this one and offers the pair; this one finds those before it
    of(newcomer.side).add(newcomer);
    return new ArrayList<>(of(newcomer.side.peer()));
  }

  /** Whether no other registration was expected before that one, which has come. */
  synchronized boolean isFirst(CoreRegistration registration) {
    return first == registration.id;
  }

  /**
   * Makes the binding of a pair whose turn it is; returns null if either registration has begun to
   * deregister (R2).
   */
  synchronized @Nullable CoreBinding pair(CoreRegistration newcomer, CoreRegistration peer) {
    if (newcomer.phase != CoreRegistration.Phase.OPEN
        || peer.phase != CoreRegistration.Phase.OPEN) {
      return null;
    }
    boolean isClient = newcomer.side == Side.CLIENT;
    CoreBinding binding = new CoreBinding(isClient ? newcomer : peer, isClient ? peer : newcomer);
    binding.client.registration.bindings.add(binding);
    binding.provider.registration.bindings.add(binding);
    return binding;
  }

  /**
   * Ends the offers to a registration, and begins its deregistration: no further pair is made with
   * it.
   */
  synchronized CoreDeregistration close(CoreRegistration registration) {
    CoreDeregistration begun = registration.deregistration;
    if (begun == null) {
      begun = new CoreDeregistration(registration);
      registration.deregistration = begun;
      if (registration.phase == CoreRegistration.Phase.OPEN) {
        of(registration.side).remove(registration);
      }
      deregistering.add(registration);
      registration.phase = CoreRegistration.Phase.DEREGISTERING;
    }
    return begun;
  }

  /**
   * Ends a registration whose deregistration has no binding left; returns whether it has done so,
   * which is true only once.
   */
  synchronized boolean finish(CoreRegistration registration) {
    if (registration.phase != CoreRegistration.Phase.DEREGISTERING
        || registration.bindings.size() > 0) {
      return false;
    }
    registration.phase = CoreRegistration.Phase.DEREGISTERED;
    deregistering.remove(registration);
    return true;
  }

  /** Takes a binding out of one side's list: that side has left the binding by abandon. */
  synchronized void unlink(CoreBinding binding, BindingSide side) {
    side.registration.bindings.remove(binding);
  }

  /**
   * Takes a binding out of both lists at once: it is gone, and no thread sees it in one list only.
   */
  synchronized void unlink(CoreBinding binding) {
    unlink(binding, binding.client);
    unlink(binding, binding.provider);
  }

  synchronized List<CoreBinding> bindingsOf(CoreRegistration registration) {
    return registration.bindings.snapshot();
  }

  synchronized int countOf(CoreRegistration registration) {
    return registration.bindings.size();
  }

  /** All registrations, including those that are deregistering. */
  synchronized List<CoreRegistration> registrations() {
    List<CoreRegistration> all = new ArrayList<>(providers);
    all.addAll(clients);
    all.addAll(deregistering);
    return all;
  }

  /** The registration that came before all others that are left; null if there is none. */
  @Nullable CoreRegistration oldest() {
    return registrations().stream().min(comparingLong(each -> each.id)).orElse(null);
  }

  synchronized int openCount(Side side) {
    return of(side).size();
  }

  /** Retires this table if it is empty, so that it does not keep the dispatch classes (R22). */
  synchronized boolean retireIfEmpty() {
    if (coming == 0 && clients.isEmpty() && providers.isEmpty() && deregistering.isEmpty()) {
      isRetired = true;
    }
    return isRetired;
  }

  @GuardedBy("this")
  private Set<CoreRegistration> of(Side side) {
    return side == Side.CLIENT ? clients : providers;
  }
}
