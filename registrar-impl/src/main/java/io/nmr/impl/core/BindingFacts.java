package io.nmr.impl.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.Blocker;
import io.nmr.DetachCause;
import io.nmr.Npi;
import io.nmr.Side;
import io.nmr.impl.guard.RunDown;
import io.nmr.impl.guard.ThreadsInside;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one binding, and every look at it, from any thread. The lock is its own monitor;
 * its account of calls, {@link RunDown}, has another one below that. What the two decide together
 * is decided in this order: each writes what it has to say before it asks the other. What changes
 * the state is in {@link CoreBinding}.
 *
 * <p>There may be a million of these: what only a binding on its way needs is in its {@link
 * Handshake}.
 */
abstract class BindingFacts extends RunDown {
  final Half client;
  final Half provider;
  final boolean isGuarded;

  @GuardedBy("this")
  BindingState state = BindingState.OFFERED;

  @GuardedBy("this")
  boolean isOffering = true; // the client's attach callback has not returned

  /** Written under the lock. Without it, only what never changes once it is there may be read. */
  volatile @Nullable Handshake handshake;

  volatile boolean wasBound;
  private volatile boolean hasViews; // written under the lock

  BindingFacts(CoreRegistration client, CoreRegistration provider) {
    this.client = new Half(client);
    this.provider = new Half(provider);
    this.isGuarded = client.instance().npi().guarded() || provider.instance().npi().guarded();
  }

  /** Unique in this JVM. */
  long id() {
    return number();
  }

  /** The binding as the journal is told of it; either side's handle will do. */
  BindingHandle handle() {
    return new BindingHandle(this, Side.CLIENT);
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

  @GuardedBy("this")
  Handshake handshake() {
    Handshake known = handshake;
    if (known == null) {
      known = new Handshake();
      handshake = known;
    }
    return known;
  }

  /** Nothing is under way; whoever has asked for a view waits on. */
  @GuardedBy("this")
  void dropHandshake() {
    if (handshake().views == null) {
      handshake = null;
    }
  }

  /** Whether that side can call no more. Under the lock. */
  @GuardedBy("this")
  boolean canCallNoMore(Side side) {
    return state == BindingState.GONE || hasEnded(side);
  }

  @GuardedBy("this")
  private @Nullable Callback teller() {
    PeerViews views = handshake == null ? null : handshake.views;
    return views == null ? null : views.teller();
  }

  CompletionStage<Void> peerDetached(Side side) {
    synchronized (this) {
      if (canCallNoMore(side.peer())) {
        return CompletableFuture.completedStage(null);
      }
      PeerViews views = handshake().views;
      if (views == null) {
        views = new PeerViews(this);
        handshake().views = views;
      }
      CompletionStage<Void> view = views.of(side);
      hasViews = true; // before the look: who ends that side later sees that there are views
      return canCallNoMore(side.peer()) ? CompletableFuture.completedStage(null) : view;
    }
  }

  /**
   * What there is of the sides' views. Asked when something has been settled: a view that was asked
   * for before that is seen, one that comes later is complete from the start.
   */
  @Nullable PeerViews views() {
    Handshake known = handshake;
    return hasViews && known != null ? known.views : null;
  }

  @GuardedBy("this")
  boolean hasLeft(Side side) {
    return handshake != null && handshake.hasLeft(side);
  }

  @GuardedBy("this")
  @Nullable Callback callback() {
    return handshake == null ? null : handshake.callback;
  }

  @GuardedBy("this")
  @Nullable Thread asker() {
    return handshake == null ? null : handshake.asker;
  }

  /** Whether the asker has failed and keeps its role. */
  boolean isAskerLost() {
    Handshake known = handshake;
    return known != null && known.lostAsker != null && known.lostAsker == known.asker;
  }

  /** Whether that side's detach callback has returned. */
  boolean isAsked(Side side) {
    synchronized (this) {
      return handshake != null && handshake.isAsked(side);
    }
  }

  /** No lock: each call that is refused asks for it. */
  Optional<DetachCause> detachCause() {
    Handshake known = handshake;
    return Optional.ofNullable(known == null ? null : known.cause);
  }

  /** How long it has been taken apart. */
  Duration detachingFor() {
    synchronized (this) {
      return handshake().detachingFor();
    }
  }

  /** Whether both sides have once said yes. */
  boolean wasBound() {
    return wasBound;
  }

  BindingState state() {
    synchronized (this) {
      return state;
    }
  }

  /** The threads that have to go on before this binding can end. */
  List<Thread> threadsInside(ThreadsInside seen) {
    synchronized (this) {
      return isAskerLost() // then it is inside no more, and somebody else goes on
          ? Blocking.threads(inProgress(seen), null, null, teller())
          : Blocking.threads(inProgress(seen), asker(), callback(), teller());
    }
  }

  /** What this binding waits for. The caller does not hold its lock. */
  List<Blocker> blockers() {
    ThreadsInside seen = ThreadsInside.now();
    Blocking blocking;
    synchronized (this) {
      blocking = Blocking.of(this, inProgress(seen), state, callback(), teller());
    }
    return blocking.blockers();
  }

  @Override
  public String toString() {
    return "binding "
        + id()
        + " of "
        + client.registration.instance()
        + " to "
        + provider.registration.instance()
        + " ("
        + npi().id()
        + ")";
  }
}
