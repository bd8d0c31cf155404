package io.nmr.impl.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.DetachCause;
import io.nmr.DetachedException;
import io.nmr.Npi;
import io.nmr.Side;
import io.nmr.impl.core.Handshake.RunningCallback;
import io.nmr.impl.guard.Change;
import io.nmr.impl.guard.RunDown;
import io.nmr.impl.guard.ThreadsInside;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One binding: a client and a provider, from the offer to the end. {@link BindingState} has the
 * picture of its life and the table of all transitions.
 *
 * <h2>This class decides, others act</h2>
 *
 * Each transition is one method here, which decides under the binding's lock and returns what
 * follows from that. {@link Attaching} and {@link Detaching} call the transitions and do what
 * follows, with no lock held: they call the modules, tell the journal and wake the threads that
 * wait (R23). Two methods are called by the account of calls, {@link #left} and {@link #refused}:
 * they change nothing here and pass on what has happened.
 *
 * <h2>Who may call which transition</h2>
 *
 * <ul>
 *   <li>{@link #beginOffer}, {@link #attach}, {@link #accepted} or {@link #declined}, and {@link
 *       #offerReturned}: the registering thread, once each and in this order. That thread does the
 *       whole attach handshake; nobody else calls a module for this pair before {@code
 *       offerReturned}.
 *   <li>{@link #beginDetach} and {@link #toAbandoned}: any thread, at any time.
 *   <li>{@link #beginAsk} and {@link #toCleaning}: any thread, at any time. The one thread that is
 *       told true is the <em>asker</em>, and only the asker calls detach or cleanup callbacks. It
 *       asks before each callback whether the call is still to be made ({@link #begin}), and gives
 *       the role back with {@link #endAsk} or {@link #endCleaning}. So each callback is called at
 *       most once, and the client's comes before the provider's.
 *   <li>An asker can lose its role in two ways. An abandon takes the role from an asker that is
 *       stuck in a callback of a side that leaves ({@link #toAbandoned}); an asker that fails for
 *       want of memory notes that it is lost, and another thread takes the role ({@link
 *       #takeRoleOfLostAsker}). The old asker finds out at its next {@code begin} or {@code end…}
 *       and calls nothing more.
 * </ul>
 *
 * <h2>Two locks, and what is decided in which order</h2>
 *
 * The binding's lock is its monitor. It guards {@code state}, {@code isOffering}, the context and
 * the dispatch of both sides, and the {@link Handshake}. The account of calls, {@link RunDown},
 * which this class extends, has a lock of its own, the gate. A thread that holds the monitor may
 * take the gate, never the other way round; a caller of a dispatch takes the gate alone. Where two
 * threads must not miss each other without a common lock, each writes before it looks:
 *
 * <ul>
 *   <li><em>An offer returns while a side deregisters (R17).</em> The deregistering thread writes
 *       that the registration deregisters, then calls {@code beginDetach}; {@code offerReturned}
 *       looks whether a side deregisters, and becomes ATTACHED if not, in one go under the lock. If
 *       {@code beginDetach} comes later it finds ATTACHED and detaches; if it came earlier, what
 *       was written before it is seen here, and the offering thread detaches.
 *   <li><em>The last call leaves while the detach callbacks run.</em> The last call, or the last
 *       stage, settles the account and then tries {@code toCleaning}; the asker ends its role and
 *       then tries {@code toCleaning}. Whichever comes second finds the account run down and no
 *       asker, and cleans up.
 *   <li><em>A side asks for {@code peerDetached} while its peer ends.</em> The side makes its view
 *       and then looks whether the peer has ended; the thread that ends the peer settles the
 *       account and then looks for views. One of them completes the view.
 * </ul>
 *
 * <h2>Memory</h2>
 *
 * There may be a million bindings. What only a binding needs that attaches or detaches is in its
 * {@link Handshake}, which a bound pair does not keep.
 */
final class CoreBinding extends RunDown {
  final BindingSide client;
  final BindingSide provider;
  final boolean isGuarded;

  @GuardedBy("this")
  private BindingState state = BindingState.OFFERED;

  /** Whether the client's attach callback has not returned. */
  @GuardedBy("this")
  private boolean isOffering = true;

  /** Whether both sides have once said yes. Written under the lock. */
  private volatile boolean wasBound;

  /** Written under the lock. Without it, only its volatile fields may be read. */
  private volatile @Nullable Handshake handshake;

  CoreBinding(CoreRegistration client, CoreRegistration provider) {
    this.client = new BindingSide(client);
    this.provider = new BindingSide(provider);
    this.isGuarded = client.instance().npi().guarded() || provider.instance().npi().guarded();
  }

  // ---- attach: the registering thread ----

  /** What the end of an offer has led to. */
  enum OfferOutcome {
    ATTACHED,
    /** The client has thrown after its attach (R9), or a side has begun to deregister (R17). */
    TO_DETACH,
    DECLINED_BY_CLIENT,
    DECLINED_BY_PROVIDER,
    ABANDONED
  }

  /** The client's attach callback is about to be called. */
  void beginOffer() {
    synchronized (this) {
      handshake().callback = RunningCallback.here(Side.CLIENT, Blocker.Reason.ATTACHING);
    }
  }

  /** OFFERED to ATTACHING, with what the provider will call. False if the pair was abandoned. */
  boolean attach(BindingContext<?> context, Object dispatch) {
    synchronized (this) {
      if (state != BindingState.OFFERED) {
        return false;
      }
      state = BindingState.ATTACHING;
      client.context = context;
      client.dispatch = dispatch;
      handshake().callback = RunningCallback.here(Side.PROVIDER, Blocker.Reason.ATTACHING);
      return true;
    }
  }

  /** ATTACHING to ACCEPTED, with what the client will call. False if the pair was abandoned. */
  boolean accepted(BindingContext<?> context, Object dispatch) {
    synchronized (this) {
      if (!isBeingAnswered()) {
        return false;
      }
      handshake().callback = RunningCallback.here(Side.CLIENT, Blocker.Reason.ATTACHING);
      boolean isAccepted = state == BindingState.ATTACHING;
      if (isAccepted) {
        state = BindingState.ACCEPTED;
        wasBound = true;
      }
      if (isAccepted || !hasLeft(Side.PROVIDER)) { // a provider that stays has to be detached
        provider.context = context;
        provider.dispatch = dispatch;
      }
      return isAccepted;
    }
  }

  /**
   * Whether the provider's answer has been asked for: in state ATTACHING, if not abandoned since.
   */
  @GuardedBy("this")
  private boolean isBeingAnswered() {
    return state == BindingState.ATTACHING || (state == BindingState.ABANDONED && isOffering);
  }

  /**
   * A decline.
   *
   * @param by the side that has declined
   * @param changes what has come to hold by that
   */
  record Decline(Side by, Set<Change> changes) {}

  /**
   * ATTACHING to DECLINED: both guards close at once, calls that are inside may end (R7). A pair
   * that was abandoned meanwhile stays abandoned, and the decline counts as one by the side that
   * has left.
   *
   * @throws IllegalStateException if the provider was not asked
   */
  Decline declined() {
    synchronized (this) {
      if (!isBeingAnswered()) {
        throw new IllegalStateException(this + " is " + state + ": the provider was not asked");
      }
      handshake().callback = RunningCallback.here(Side.CLIENT, Blocker.Reason.ATTACHING);
      if (state == BindingState.ABANDONED) {
        return new Decline(hasLeft(Side.PROVIDER) ? Side.PROVIDER : Side.CLIENT, Set.of());
      }
      state = BindingState.DECLINED;
      client.context = null; // the client's attach throws, so the client disposes of it (R8)
      return new Decline(Side.PROVIDER, closeBoth());
    }
  }

  /**
   * The client's callback has returned, or thrown: the offer is over.
   *
   * @throws IllegalStateException if it was over before
   */
  OfferOutcome offerReturned(boolean hasThrown) {
    synchronized (this) {
      if (!isOffering) {
        throw new IllegalStateException(this + " is " + state + ": the offer is over");
      }
      handshake().callback = null;
      isOffering = false;
      return switch (state) {
        case OFFERED, ATTACHING -> { // ATTACHING only if the handshake itself has failed
          state = BindingState.DECLINED;
          client.context = null;
          Set<Change> unused = closeBoth(); // the caller looks itself whether it has run down
          yield OfferOutcome.DECLINED_BY_CLIENT;
        }
        case ACCEPTED -> offerOfAcceptedReturned(hasThrown);
        case ABANDONED -> OfferOutcome.ABANDONED;
        default -> OfferOutcome.DECLINED_BY_PROVIDER;
      };
    }
  }

  @GuardedBy("this")
  private OfferOutcome offerOfAcceptedReturned(boolean hasThrown) {
    if (hasThrown) {
      toDetaching(DetachCause.ATTACH_FAILED); // R9: what was attached is taken apart again
      return OfferOutcome.TO_DETACH;
    }
    if (isDeregistering(client) || isDeregistering(provider)) { // R17: left to this thread
      toDetaching(
          isDeregistering(client)
              ? DetachCause.CLIENT_DEREGISTERED
              : DetachCause.PROVIDER_DEREGISTERED);
      return OfferOutcome.TO_DETACH;
    }
    state = BindingState.ATTACHED;
    dropHandshake();
    if (isGuarded) {
      open();
    }
    return OfferOutcome.ATTACHED;
  }

  private static boolean isDeregistering(BindingSide side) {
    return side.registration.isDeregistering();
  }

  /**
   * DECLINED to GONE, if the offer is over and the last call has left; true for one caller (R7).
   */
  boolean endDeclined() {
    synchronized (this) {
      boolean isOver = state == BindingState.DECLINED && !isOffering && hasRunDown();
      if (isOver) {
        toGone();
      }
      return isOver;
    }
  }

  // ---- detach: any thread ----

  /**
   * ATTACHED to DETACHING, for the one caller that is told true and must then pass the barrier and
   * {@link Detaching#ask}. A binding that is still attaching is detached when its offer returns
   * (R17).
   */
  boolean beginDetach(DetachCause why) {
    synchronized (this) {
      boolean isMine = state == BindingState.ATTACHED; // R18: true for one side alone
      if (isMine) {
        toDetaching(why);
      }
      return isMine;
    }
  }

  @GuardedBy("this")
  private void toDetaching(DetachCause why) {
    state = BindingState.DETACHING;
    handshake().beginDetach(why);
    boolean unused = drain(); // the caller asks the account itself whether it is unsettled
  }

  /** Whether detach and cleanup callbacks are to be called: the pair is being taken apart. */
  @GuardedBy("this")
  private boolean isTakenApart() {
    return state == BindingState.DETACHING || (state == BindingState.ABANDONED && !isOffering);
  }

  /**
   * Makes this thread the asker, which calls the detach callbacks; false if another thread is, or
   * there is nothing to ask.
   */
  boolean beginAsk() {
    synchronized (this) {
      boolean isMine = isTakenApart() && asker() == null;
      if (isMine) {
        handshake().becomeAsker();
      }
      return isMine;
    }
  }

  /** Whether the asker has to tell that a bound pair is taken apart: true once. */
  boolean isDetachingToBeTold() {
    synchronized (this) {
      return wasBound && handshake().tellDetaching();
    }
  }

  /**
   * The asker goes on to that callback: the one before has returned. False if the callback is not
   * for this thread to call: it has been called before, or this thread is the asker no more.
   */
  boolean begin(Side side, Blocker.Reason reason) {
    synchronized (this) {
      if (!isAskedByThisThread()) {
        return false;
      }
      handshake().returned();
      if (reason == Blocker.Reason.DETACHING && isAsked(side)) {
        return false;
      }
      handshake().step = Handshake.Step.TO_BE_CALLED;
      handshake().callback = RunningCallback.here(side, reason);
      return true;
    }
  }

  /** The context to detach; null if there is none, because the side has left or never attached. */
  @Nullable BindingContext<?> toDetach(Side side) {
    synchronized (this) {
      return side(side).context;
    }
  }

  /** The context to clean up, for the one caller that gets it. */
  @Nullable BindingContext<?> toCleanUp(Side side) {
    synchronized (this) {
      BindingContext<?> context = side(side).context;
      side(side).context = null;
      return context;
    }
  }

  /** Both detach callbacks have returned; false if this thread is the asker no more. */
  boolean endAsk() {
    synchronized (this) {
      boolean isMine = isTakenApart() && isAskedByThisThread();
      if (isMine) {
        handshake().endAsker();
      }
      return isMine;
    }
  }

  /**
   * DETACHING, or ABANDONED, to CLEANING, if all has run down and no detach callback is running.
   * The one caller that is told true is the asker again, and calls the cleanups (R15).
   */
  boolean toCleaning() {
    synchronized (this) {
      // R15: cleanup only after both detach stages and the last call in either direction
      boolean isMine = isTakenApart() && asker() == null && hasRunDown();
      if (isMine) {
        state = BindingState.CLEANING;
        handshake().becomeAsker();
      }
      return isMine;
    }
  }

  /** CLEANING to GONE: both cleanups have returned. False if this thread is the asker no more. */
  boolean endCleaning() {
    synchronized (this) {
      boolean isMine = state == BindingState.CLEANING && isAskedByThisThread();
      if (isMine) {
        toGone();
      }
      return isMine;
    }
  }

  /** Nothing of the modules is referred to any more (R22). */
  @GuardedBy("this")
  private void toGone() {
    state = BindingState.GONE;
    handshake().endAsker();
    client.drop(); // R22: neither side refers to its module any more
    provider.drop();
  }

  // ---- an asker that loses its role ----

  /**
   * What the next asker has to go on from.
   *
   * @param state where the binding stands
   * @param isDone the side that is done, because its detach has failed with its asker; null if none
   *     is
   */
  record Lost(BindingState state, @Nullable Side isDone) {}

  /** Takes the role from an asker that has failed; null if there is no such asker. */
  @Nullable Lost takeRoleOfLostAsker() {
    synchronized (this) {
      return isAskerLost() ? new Lost(state, handshake().takeFromLostAsker()) : null;
    }
  }

  /** In CLEANING, makes this thread the asker, if there is none any more. */
  boolean takeOverCleaning() {
    synchronized (this) {
      boolean isMine = state == BindingState.CLEANING && asker() == null;
      if (isMine) {
        handshake().becomeAsker();
      }
      return isMine;
    }
  }

  // ---- abandon: any thread ----

  /**
   * What an abandon has decided.
   *
   * @param before the state that the binding was in
   * @param leaving the sides that leave
   * @param changes what has come to hold by that
   * @param isUnsettled whether calls that are only marked have to be counted first
   * @param isToGoOn whether the asker was stuck in a callback of a side that leaves, so that
   *     another thread has to go on with the callbacks of the side that stays
   */
  record Abandoned(
      BindingState before,
      List<BindingSide> leaving,
      Set<Change> changes,
      boolean isUnsettled,
      boolean isToGoOn) {}

  /**
   * To ABANDONED: each side leaves that deregisters and has not left yet (H5). A binding that is
   * CLEANING stays so, without the sides that leave. Null where no side leaves.
   */
  @Nullable Abandoned toAbandoned() {
    synchronized (this) {
      BindingState before = state;
      Handshake known = handshake;
      List<BindingSide> leaving =
          Stream.of(client, provider)
              .filter(CoreBinding::isDeregistering)
              .filter(side -> known == null || !known.hasLeft(side.side()))
              .toList();
      if (before == BindingState.GONE || leaving.isEmpty()) {
        return null;
      }
      handshake().beginDetach(DetachCause.ABANDONED);
      if (!wasBound) {
        client.context = null; // the client's attach throws, so the client disposes of it (R8)
      }
      if (before != BindingState.CLEANING) {
        state = BindingState.ABANDONED;
      }
      boolean isUnsettled = drain();
      Set<Change> changes = cutOff();
      boolean isToGoOn = handshake().letGoOfAskerIn(leaving);
      for (BindingSide side : leaving) {
        handshake().leave(side.side());
        side.drop(); // what it is bound to forgets it
        changes.addAll(done(side.side()));
      }
      if (!wasBound) {
        changes.addAll(done(Side.CLIENT));
      }
      return new Abandoned(before, leaving, changes, isUnsettled, isToGoOn);
    }
  }

  // ---- what the account of calls says: any thread, no lock held ----

  @Override
  protected void left(Set<Change> changes) {
    new Detaching(this).follow(changes);
  }

  @Override
  protected DetachedException refused(Side caller) {
    return registrar()
        .journal
        .refused(new BindingHandle(this, caller), side(caller).registration.registrant());
  }

  // ---- the handshake ----

  @GuardedBy("this")
  private Handshake handshake() {
    Handshake known = handshake;
    if (known == null) {
      known = new Handshake();
      handshake = known;
    }
    return known;
  }

  /** Nothing is under way any more; a side that has asked for a view waits on. */
  @GuardedBy("this")
  private void dropHandshake() {
    if (handshake().views == null) {
      handshake = null;
    }
  }

  /** The handshake that is under way; of it, only the volatile fields may be used. No lock. */
  @Nullable Handshake underWay() {
    return handshake;
  }

  @GuardedBy("this")
  private @Nullable Thread asker() {
    return handshake == null ? null : handshake.asker;
  }

  @GuardedBy("this")
  private @Nullable RunningCallback callback() {
    return handshake == null ? null : handshake.callback;
  }

  @GuardedBy("this")
  private @Nullable RunningCallback viewCallback() {
    PeerViews views = handshake == null ? null : handshake.views;
    return views == null ? null : views.running();
  }

  @GuardedBy("this")
  private boolean hasLeft(Side side) {
    return handshake != null && handshake.hasLeft(side);
  }

  /**
   * Whether this thread is the asker. No lock: only this thread makes itself the asker, and a
   * thread that leaves a call asks, too.
   */
  boolean isAskedByThisThread() {
    Handshake known = handshake;
    return known != null && known.asker == Thread.currentThread();
  }

  /** Whether the asker has failed and still has the role. No lock. */
  boolean isAskerLost() {
    Handshake known = handshake;
    return known != null && known.lostAsker != null && known.lostAsker == known.asker;
  }

  // ---- views of the peer ----

  CompletionStage<Void> peerDetached(Side side) {
    synchronized (this) {
      if (canCallNoMore(side.peer())) {
        return CompletableFuture.completedStage(null);
      }
      PeerViews views = handshake().views;
      if (views == null) {
        views = new PeerViews(this);
        handshake().views = views; // before the second look, see above
      }
      CompletionStage<Void> view = views.of(side);
      return canCallNoMore(side.peer()) ? CompletableFuture.completedStage(null) : view;
    }
  }

  /** The sides' views, if one was ever asked for. A view that is made later is complete at once. */
  @Nullable PeerViews views() {
    Handshake known = handshake;
    return known == null ? null : known.views;
  }

  @GuardedBy("this")
  boolean canCallNoMore(Side side) {
    return state == BindingState.GONE || hasEnded(side);
  }

  // ---- facts: any thread ----

  /** Unique in this JVM. */
  long id() {
    return number();
  }

  Npi<?, ?> npi() {
    Npi<?, ?> npi = client.registration.instance().npi();
    return npi.guarded() ? npi : provider.registration.instance().npi();
  }

  NetworkRegistrar registrar() {
    return client.registration.registrar;
  }

  BindingSide side(Side side) {
    return side == Side.CLIENT ? client : provider;
  }

  /** The binding as the journal is told of it: either side's handle will do. */
  BindingHandle handle() {
    return new BindingHandle(this, Side.CLIENT);
  }

  BindingState state() {
    synchronized (this) {
      return state;
    }
  }

  /** Whether its callbacks are for those threads to call that deregister a side. */
  boolean isDetaching() {
    return state() == BindingState.DETACHING;
  }

  boolean wasBound() {
    return wasBound;
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

  /** Whether that side's detach callback has returned. */
  boolean isAsked(Side side) {
    synchronized (this) {
      return handshake != null && handshake.isAsked(side);
    }
  }

  /** The threads that have to go on before this binding can end. */
  List<Thread> threadsInside(ThreadsInside seen) {
    synchronized (this) {
      return isAskerLost() // then that thread is inside no more, and another one goes on
          ? Blocking.threads(inProgress(seen), null, null, viewCallback())
          : Blocking.threads(inProgress(seen), asker(), callback(), viewCallback());
    }
  }

  /** What this binding waits for. The caller does not hold its lock. */
  List<Blocker> blockers() {
    ThreadsInside seen = ThreadsInside.now();
    Blocking blocking;
    synchronized (this) {
      blocking = Blocking.of(this, inProgress(seen), state, callback(), viewCallback());
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
