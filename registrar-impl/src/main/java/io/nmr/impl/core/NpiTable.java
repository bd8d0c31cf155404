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
 * Who is registered for one NPI, and with whom each is bound. Its monitor is the one lock of the
 * NPI; it also guards each registration's phase and list of bindings. Calls nothing while held.
 */
final class NpiTable {
  /**
   * What makes two NPIs the same: the id, and dispatch types that are the very same classes (R4).
   */
  record Key(String id, Class<?> providerDispatch, Class<?> clientDispatch) {
    static Key of(Npi<?, ?> npi) {
      // R4: the very classes, not their names
      return new Key(npi.id(), npi.providerDispatch(), npi.clientDispatch());
    }
  }

  final Key key;

  /** Whether its dispatch types were found fit to be guarded. */
  volatile boolean isGuardable;

  @GuardedBy("this")
  private final Set<CoreRegistration> clients = new LinkedHashSet<>();

  @GuardedBy("this")
  private final Set<CoreRegistration> providers = new LinkedHashSet<>();

  @GuardedBy("this")
  private final Set<CoreRegistration> deregistering = new LinkedHashSet<>();

  /** How many are about to be let in. */
  @GuardedBy("this")
  private int coming;

  @GuardedBy("this")
  private boolean isRetired;

  @GuardedBy("this")
  private long first; // the id of the first registration that was, or is to be, let in

  // Made when a dispatch is first guarded, and given up with this table.
  private volatile @Nullable GuardMaker clientGuards;
  private volatile @Nullable GuardMaker providerGuards;

  NpiTable(Key key) {
    this.key = key;
  }

  /** The interface of that side's dispatch; Void if it has none. */
  Class<?> dispatchType(Side side) {
    return side == Side.CLIENT ? key.clientDispatch() : key.providerDispatch();
  }

  /** Makes the guarded dispatches of that side. Two threads may both make one: either will do. */
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
   * A registration is about to be let in, by {@link #open}, or {@link #withdraw} takes that back:
   * until then this table is not retired. False if it is, and another has to be made.
   */
  synchronized boolean expect(CoreRegistration newcomer) {
    if (isRetired) {
      return false;
    }
    coming++;
    first = first == 0 ? newcomer.id : first;
    return true;
  }

  /** One that was expected does not come. */
  synchronized void withdraw(CoreRegistration newcomer) {
    coming--;
    first = first == newcomer.id ? 0 : first;
  }

  /**
   * Lets a registration in that is expected. Whoever comes later finds it here and offers the pair,
   * so that of two that register at the same time exactly one makes the offer (R3).
   *
   * @return the peers that the newcomer is to be offered to, in order of registration; none if it
   *     has begun to deregister already
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

  /** Whether nobody was expected before that registration, which has come. */
  synchronized boolean isFirst(CoreRegistration registration) {
    return first == registration.id;
  }

  /** Brings a pair into being at its turn; null if either has begun to deregister (R2). */
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

  /** Ends the offers to a registration: no pair comes into being any more. */
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

  /** Whether that registration's deregistration has nothing left; true once only. */
  synchronized boolean finish(CoreRegistration registration) {
    if (registration.phase != CoreRegistration.Phase.DEREGISTERING
        || registration.bindings.size() > 0) {
      return false;
    }
    registration.phase = CoreRegistration.Phase.DEREGISTERED;
    deregistering.remove(registration);
    return true;
  }

  /** Takes a binding out of one side's list: that side has left it by abandon. */
  synchronized void unlink(CoreBinding binding, BindingSide side) {
    side.registration.bindings.remove(binding);
  }

  /** Takes a binding out of both lists at once: it is gone, and nobody sees half of it. */
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

  /** Every registration, those that are deregistering included. */
  synchronized List<CoreRegistration> registrations() {
    List<CoreRegistration> all = new ArrayList<>(providers);
    all.addAll(clients);
    all.addAll(deregistering);
    return all;
  }

  /** Who was registered before all others that are left; null if there is none. */
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
