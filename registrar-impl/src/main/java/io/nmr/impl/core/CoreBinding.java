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
 * {@link RunDown}, so that state and calls are one; every transition is one method here, decides
 * under the lock, and lets modules' code run after it.
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

  /** Offers the provider to the client: the whole handshake of one pair (R6 to R9). */
  void offer() {
    setCallback(Callback.here(Side.CLIENT, Blocker.Reason.ATTACHING));
    Attaching attaching = new Attaching(this);
    Throwable thrown = attaching.offerToClient();
    setCallback(null);
    offerReturned(thrown);
  }

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
    follow(changes);
  }

  /** The client's callback has returned, or thrown. */
  private void offerReturned(@Nullable Throwable thrown) {
    BindingState before;
    boolean isLate;
    synchronized (runDown) {
      isOffering = false;
      before = state;
      isLate = isDeregistering(client) || isDeregistering(provider);
      switch (before) {
        case OFFERED, ATTACHING -> { // ATTACHING only if the handshake itself has failed
          state = BindingState.DECLINED;
          client.context = null;
          runDown.closeBoth();
        }
        case ACCEPTED -> {
          if (thrown != null || isLate) {
            toDetaching(thrown != null ? DetachCause.ATTACH_FAILED : causeOfLate());
          } else {
            state = BindingState.ATTACHED;
            if (isGuarded) {
              runDown.open();
            }
          }
        }
        default -> {}
      }
    }
    if (before == BindingState.ACCEPTED) {
      registrar().journal.attached(this);
      if (thrown != null) {
        registrar().journal.attachFailed(this, thrown);
        ask();
        cleanUpIfRunDown();
      } else if (isLate) {
        registrar().threads.execute(this::askAndCleanUp);
      }
      return;
    }
    if (before == BindingState.OFFERED || before == BindingState.ATTACHING) {
      registrar().journal.declinedByClient(this, thrown);
    }
    if (before == BindingState.ABANDONED) {
      registrar().threads.execute(this::askAndCleanUp);
    } else {
      goneIfDeclined();
    }
  }

  private void goneIfDeclined() {
    synchronized (runDown) {
      if (state != BindingState.DECLINED || isOffering || !runDown.hasRunDown()) {
        return;
      }
    }
    gone();
  }

  // ---- detach: on the deregistering thread, or one of the registrar's ----

  /**
   * ATTACHED to DETACHING, for the one caller that is told true and must then pass the barrier and
   * {@link #ask}. A binding that is still attaching is detached when its offer returns (R17).
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

  void askAndCleanUp() {
    ask();
    cleanUpIfRunDown();
  }

  /** The callbacks of beginDetach, on whatever thread that one is for. */
  void ask() {
    synchronized (runDown) {
      asker = Thread.currentThread();
    }
    follow(runDown.adopt());
    new Detaching(this).ask();
    boolean isOver;
    synchronized (runDown) {
      asker = null;
      isOver = runDown.hasRunDown();
    }
    client.poke(); // this thread is inside no more
    provider.poke();
    // The asker's deregistration cleans up in its second pass. Another's does not wait for that.
    if (isOver && isDeregistering(client) && isDeregistering(provider)) {
      registrar().threads.execute(this::cleanUpIfRunDown);
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
    follow(runDown.done(side));
  }

  /** DETACHING to CLEANING, if all has run down, and through it: both cleanups (R15). */
  void cleanUpIfRunDown() {
    synchronized (runDown) {
      boolean isMine =
          (state == BindingState.DETACHING || (state == BindingState.ABANDONED && !isOffering))
              && asker == null
              && runDown.hasRunDown();
      if (!isMine) {
        return;
      }
      state = BindingState.CLEANING;
    }
    new Detaching(this).cleanUp();
    gone();
  }

  /** The end: nothing of the modules is referred to any more, and who waited is told (R22). */
  private void gone() {
    PeerViews due;
    synchronized (runDown) {
      if (state == BindingState.GONE) {
        return;
      }
      state = BindingState.GONE;
      due = views;
      client.drop();
      provider.drop();
    }
    registrar().journal.gone(this);
    // It is off both lists before anyone hears of it, who may wait for either.
    client.registration.table.unlink(this);
    Runnable tellClients = client.finishIfEmpty();
    Runnable tellProviders = provider.finishIfEmpty();
    tellClients.run();
    tellProviders.run();
    if (due != null) {
      registrar().threads.execute(due::completeThoseDue);
    }
  }

  // ---- abandon: on an operator's thread, or that of a hold whose deadline has passed ----

  /**
   * Gives up the wait for this binding: the sides that deregister leave at once, the one that stays
   * is cleaned up when what is still running has ended (H5).
   *
   * @return whether there was something to give up
   */
  boolean abandon() {
    List<Blocker> leftBehind = blockers();
    BindingState before;
    List<Half> leaving;
    Set<Change> changes;
    boolean isUnsettled;
    synchronized (runDown) {
      before = state;
      leaving =
          Stream.of(client, provider)
              .filter(half -> isDeregistering(half) && !half.hasLeft)
              .toList();
      if (before == BindingState.GONE || leaving.isEmpty()) {
        return false;
      }
      cause = DetachCause.ABANDONED;
      if (!wasBound) {
        client.context = null; // its attach will throw: it is its maker's to clean up (R8)
      }
      if (before != BindingState.CLEANING) {
        state = BindingState.ABANDONED;
      }
      isUnsettled = runDown.drain();
      changes = runDown.cutOff();
      for (Half half : leaving) {
        half.leave();
        changes.addAll(runDown.done(half.side()));
      }
      if (!wasBound) {
        changes.addAll(runDown.done(Side.CLIENT));
      }
    }
    if (isUnsettled) {
      RunDown.passBarrier();
      changes.addAll(runDown.adopt());
    }
    registrar().journal.abandoned(this, leftBehind);
    List<Runnable> tell = leaving.stream().map(half -> half.leaveBehind(leftBehind)).toList();
    tell.forEach(Runnable::run);
    if (before == BindingState.ATTACHED) {
      registrar().threads.execute(this::askAndCleanUp);
    } else {
      registrar().threads.execute(this::cleanUpIfRunDown); // it may have run down before
    }
    follow(changes);
    return true;
  }

  // ---- what follows from calls and stages that end ----

  @Override
  public void left(Set<Change> changes) {
    follow(changes);
  }

  @Override
  public DetachedException refused(Side caller) {
    return registrar().journal.refused(new BindingHandle(this, caller), caller);
  }

  /**
   * Acts on what has come to hold. The asking thread sees to a run-down itself; any other thread is
   * just leaving a call or completing a stage, and module's code is not for it to run (R15).
   */
  private void follow(Set<Change> changes) {
    client.poke();
    provider.poke();
    if (changes.isEmpty()) {
      return;
    }
    boolean isAsker;
    PeerViews due;
    synchronized (runDown) {
      isAsker = asker == Thread.currentThread();
      due = views;
    }
    if (isAsker) {
      if (due != null) {
        due.completeThoseDue();
      }
    } else if (due != null || changes.contains(Change.RUN_DOWN)) {
      registrar()
          .threads
          .execute(
              () -> {
                if (due != null) {
                  due.completeThoseDue();
                }
                goneIfDeclined();
                cleanUpIfRunDown();
              });
    }
  }

  /** Whether that side can call no more. Under the lock. */
  @GuardedBy("runDown")
  boolean canCallNoMore(Side side) {
    return state == BindingState.GONE || runDown.hasEnded(side);
  }

  @GuardedBy("runDown")
  private @Nullable Callback teller() {
    return views == null ? null : views.teller();
  }

  // ---- facts: any thread ----

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
