package io.nmr.impl.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.DetachCause;
import io.nmr.DetachedException;
import io.nmr.NoInterfaceException;
import io.nmr.Npi;
import io.nmr.Side;
import io.nmr.impl.guard.RunDown;
import io.nmr.impl.guard.RunDown.Change;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One binding: the state machine that {@link BindingState} draws. Its lock is the monitor of its
 * {@link RunDown}, so that state and calls are one. Every transition is one method here, which
 * decides under the lock and tells its caller what to do: the callbacks, and whatever else follows,
 * are {@link Attaching}'s, {@link Detaching}'s, {@link Ending}'s and {@link Abandoning}'s, which
 * hold no lock and keep nothing.
 */
final class CoreBinding implements RunDown.Owner {
  final long id;
  final Half client;
  final Half provider;
  final boolean isGuarded;
  final RunDown runDown = new RunDown(this);

  @GuardedBy("runDown")
  private BindingState state = BindingState.OFFERED;

  @GuardedBy("runDown")
  private boolean isOffering = true; // the client's attach callback has not returned

  @GuardedBy("runDown")
  private @Nullable Callback callback;

  @GuardedBy("runDown")
  private @Nullable PeerViews views; // made when first asked for

  /** Who runs the detach callbacks, until both have returned. */
  @GuardedBy("runDown")
  private @Nullable Thread asker;

  @GuardedBy("runDown")
  private @Nullable DetachCause cause;

  private volatile boolean wasBound;

  CoreBinding(NetworkRegistrar registrar, CoreRegistration client, CoreRegistration provider) {
    this.id = registrar.nextBindingId();
    this.client = new Half(this, client);
    this.provider = new Half(this, provider);
    this.isGuarded = client.instance().npi().guarded() || provider.instance().npi().guarded();
  }

  NetworkRegistrar registrar() {
    return client.registration.registrar;
  }

  Half half(Side side) {
    return side == Side.CLIENT ? client : provider;
  }

  Npi<?, ?> npi() {
    Npi<?, ?> npi = client.registration.instance().npi();
    return npi.guarded() ? npi : provider.registration.instance().npi();
  }

  // ---- attach: on the registering thread ----

  /**
   * OFFERED to ATTACHING, with what the provider will call. False if the offer was used already.
   */
  boolean attach(BindingContext<?> context, Object dispatch) {
    synchronized (runDown) {
      if (state != BindingState.OFFERED) {
        return false;
      }
      state = BindingState.ATTACHING;
      client.context = context;
      client.dispatch = dispatch;
      callback = Callback.here(Side.PROVIDER, Blocker.Reason.ATTACHING);
      return true;
    }
  }

  /** ATTACHING to ACCEPTED, with what the client will call. False if it was abandoned meanwhile. */
  boolean accepted(BindingContext<?> context, Object dispatch) {
    synchronized (runDown) {
      callback = Callback.here(Side.CLIENT, Blocker.Reason.ATTACHING);
      boolean isAccepted = state == BindingState.ATTACHING;
      if (isAccepted) {
        state = BindingState.ACCEPTED;
        wasBound = true;
      }
      if (isAccepted || (state == BindingState.ABANDONED && !provider.hasLeft)) {
        provider.context = context; // also if abandoned: a provider that stays is to be detached
        provider.dispatch = dispatch;
      }
      return isAccepted;
    }
  }

  /** ATTACHING to DECLINED: the guard closes at once, calls that are inside may end (R7). */
  void declined(NoInterfaceException reason) {
    Set<Change> changes;
    synchronized (runDown) {
      callback = Callback.here(Side.CLIENT, Blocker.Reason.ATTACHING);
      if (state != BindingState.ATTACHING) {
        return;
      }
      state = BindingState.DECLINED;
      client.context = null; // its attach throws: it is its maker's to clean up (R8)
      changes = runDown.closeBoth();
    }
    registrar().journal.declined(this, Side.PROVIDER, reason.getMessage());
    new Ending(this).follow(changes);
  }

  /** The client's callback has returned, or thrown: the offer is over. */
  Attaching.Outcome offerReturned(boolean hasThrown) {
    synchronized (runDown) {
      callback = null;
      isOffering = false;
      switch (state) {
        case OFFERED, ATTACHING -> { // ATTACHING only if the handshake itself has failed
          state = BindingState.DECLINED;
          client.context = null;
          runDown.closeBoth();
          return Attaching.Outcome.DECLINED_BY_CLIENT;
        }
        case ACCEPTED -> {
          if (hasThrown) {
            toDetaching(DetachCause.ATTACH_FAILED);
          } else if (isDeregistering(client) || isDeregistering(provider)) { // R17
            toDetaching(causeOfLate());
          } else {
            state = BindingState.ATTACHED;
            if (isGuarded) {
              runDown.open();
            }
            return Attaching.Outcome.ATTACHED;
          }
          return Attaching.Outcome.TO_DETACH;
        }
        case ABANDONED -> {
          return Attaching.Outcome.ABANDONED;
        }
        default -> {
          return Attaching.Outcome.DECLINED_BY_PROVIDER;
        }
      }
    }
  }

  /** Whether the provider's decline, or the client's, has nothing left to wait for. */
  boolean isDeclinedAndOver() {
    synchronized (runDown) {
      return state == BindingState.DECLINED && !isOffering && runDown.hasRunDown();
    }
  }

  // ---- detach: on the deregistering thread, or one of the registrar's ----

  /**
   * ATTACHED to DETACHING, for the one caller that is told true and must then pass the barrier and
   * {@link Detaching#ask}. A binding that is still attaching is detached when its offer returns
   * (R17).
   */
  boolean beginDetach(DetachCause why) {
    synchronized (runDown) {
      if (state != BindingState.ATTACHED) {
        return false;
      }
      toDetaching(why);
      return true;
    }
  }

  @GuardedBy("runDown")
  private void toDetaching(DetachCause why) {
    state = BindingState.DETACHING;
    cause = why;
    runDown.drain();
  }

  private DetachCause causeOfLate() {
    return isDeregistering(client)
        ? DetachCause.CLIENT_DEREGISTERED
        : DetachCause.PROVIDER_DEREGISTERED;
  }

  private static boolean isDeregistering(Half half) {
    return half.registration.isDeregistering();
  }

  /** This thread runs the detach callbacks, and is inside until both have returned. */
  void beginAsk() {
    synchronized (runDown) {
      asker = Thread.currentThread();
    }
  }

  /** They have returned. */
  void endAsk() {
    synchronized (runDown) {
      asker = null;
    }
  }

  boolean isAskedByThisThread() {
    synchronized (runDown) {
      return asker == Thread.currentThread();
    }
  }

  /** A callback of that side begins; null if there is nobody to call. */
  @Nullable BindingContext<?> begin(Half half, Blocker.Reason reason) {
    synchronized (runDown) {
      callback = Callback.here(half.side(), reason);
      return half.hasLeft ? null : half.context;
    }
  }

  /** That side's detach has returned. */
  void asked(Half half) {
    synchronized (runDown) {
      callback = null;
      half.isAsked = true;
    }
  }

  /** That side's detach stage has completed. */
  void done(Side side) {
    new Ending(this).follow(runDown.done(side));
  }

  /** DETACHING to CLEANING, if all has run down; for the one caller that is told true (R15). */
  boolean toCleaning() {
    synchronized (runDown) {
      boolean isMine =
          (state == BindingState.DETACHING || (state == BindingState.ABANDONED && !isOffering))
              && asker == null
              && runDown.hasRunDown();
      if (isMine) {
        state = BindingState.CLEANING;
      }
      return isMine;
    }
  }

  /**
   * To GONE, from where nothing of the modules is referred to any more (R22); true for the one
   * caller that is to tell it.
   */
  boolean toGone() {
    synchronized (runDown) {
      if (state == BindingState.GONE) {
        return false;
      }
      state = BindingState.GONE;
      client.drop();
      provider.drop();
      return true;
    }
  }

  /** To ABANDONED, where a side deregisters that has not left yet; null where none does (H5). */
  Abandoning.@Nullable Abandoned toAbandoned() {
    synchronized (runDown) {
      BindingState before = state;
      List<Half> leaving =
          Stream.of(client, provider)
              .filter(half -> isDeregistering(half) && !half.hasLeft)
              .toList();
      if (before == BindingState.GONE || leaving.isEmpty()) {
        return null;
      }
      cause = DetachCause.ABANDONED;
      if (!wasBound) {
        client.context = null; // its attach will throw: it is its maker's to clean up (R8)
      }
      if (before != BindingState.CLEANING) {
        state = BindingState.ABANDONED;
      }
      boolean isUnsettled = runDown.drain();
      Set<Change> changes = runDown.cutOff();
      for (Half half : leaving) {
        half.leave();
        changes.addAll(runDown.done(half.side()));
      }
      if (!wasBound) {
        changes.addAll(runDown.done(Side.CLIENT));
      }
      return new Abandoning.Abandoned(before, leaving, changes, isUnsettled);
    }
  }

  // ---- the guard speaks: any thread, no lock held ----

  @Override
  public void left(Set<Change> changes) {
    new Ending(this).follow(changes);
  }

  @Override
  public DetachedException refused(Side caller) {
    return registrar().journal.refused(new BindingHandle(this, caller), caller);
  }

  // ---- facts: any thread ----

  /** Whether that side can call no more. Under the lock. */
  @GuardedBy("runDown")
  boolean canCallNoMore(Side side) {
    return state == BindingState.GONE || runDown.hasEnded(side);
  }

  @GuardedBy("runDown")
  private @Nullable Callback teller() {
    return views == null ? null : views.teller();
  }

  CompletionStage<Void> peerDetached(Side side) {
    synchronized (runDown) {
      if (canCallNoMore(side.peer())) {
        return CompletableFuture.completedStage(null);
      }
      if (views == null) {
        views = new PeerViews(this);
      }
      return views.of(side);
    }
  }

  /** What there is of the sides' views: once a side has ended, its peer's is there or is not. */
  @Nullable PeerViews views() {
    synchronized (runDown) {
      return views;
    }
  }

  Optional<DetachCause> detachCause() {
    synchronized (runDown) {
      return Optional.ofNullable(cause);
    }
  }

  /** Whether both sides have once said yes. */
  boolean wasBound() {
    return wasBound;
  }

  BindingState state() {
    synchronized (runDown) {
      return state;
    }
  }

  /** The threads that have to go on before this binding can end. */
  List<Thread> threadsInside() {
    synchronized (runDown) {
      return Blocking.threads(this, asker, callback, teller());
    }
  }

  /** What this binding waits for. */
  List<Blocker> blockers() {
    synchronized (runDown) {
      return Blocking.of(this, state, callback, teller());
    }
  }

  void setCallback(@Nullable Callback running) {
    synchronized (runDown) {
      callback = running;
    }
  }

  @Override
  public String toString() {
    return "binding "
        + id
        + " of "
        + client.registration.instance()
        + " to "
        + provider.registration.instance()
        + " ("
        + npi().id()
        + ")";
  }
}
