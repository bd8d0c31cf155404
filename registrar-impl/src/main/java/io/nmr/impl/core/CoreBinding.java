package io.nmr.impl.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.DetachCause;
import io.nmr.DetachedException;
import io.nmr.Side;
import io.nmr.impl.guard.Change;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One binding: the state machine that {@link BindingState} draws. Every transition is one method
 * here, which decides under the lock and tells its caller what to do: the callbacks, and whatever
 * else follows, are {@link Attaching}'s, {@link Detaching}'s, {@link Ending}'s and {@link
 * Abandoning}'s, which hold no lock and keep nothing. What is known of a binding is in {@link
 * BindingFacts}.
 */
final class CoreBinding extends BindingFacts {
  CoreBinding(CoreRegistration client, CoreRegistration provider) {
    super(client, provider);
  }

  // ---- attach: on the registering thread ----

  void setCallback(@Nullable Callback running) {
    synchronized (this) {
      handshake().callback = running;
    }
  }

  /** OFFERED to ATTACHING, with what the provider will call. False if it was abandoned. */
  boolean attach(BindingContext<?> context, Object dispatch) {
    synchronized (this) {
      if (state != BindingState.OFFERED) {
        return false;
      }
      state = BindingState.ATTACHING;
      client.context = context;
      client.dispatch = dispatch;
      handshake().callback = Callback.here(Side.PROVIDER, Blocker.Reason.ATTACHING);
      return true;
    }
  }

  /** ATTACHING to ACCEPTED, with what the client will call. False if it was abandoned meanwhile. */
  boolean accepted(BindingContext<?> context, Object dispatch) {
    synchronized (this) {
      handshake().callback = Callback.here(Side.CLIENT, Blocker.Reason.ATTACHING);
      boolean isAccepted = state == BindingState.ATTACHING;
      if (isAccepted) {
        state = BindingState.ACCEPTED;
        wasBound = true;
      }
      if (isAccepted || (state == BindingState.ABANDONED && !hasLeft(Side.PROVIDER))) {
        provider.context = context; // also if abandoned: a provider that stays is to be detached
        provider.dispatch = dispatch;
      }
      return isAccepted;
    }
  }

  /**
   * ATTACHING to DECLINED: the guard closes at once, calls that are inside may end (R7). A pair
   * that was abandoned meanwhile stays so, and its decline, which is that of the side that has
   * left, is counted all the same.
   */
  void declined(String reason) {
    Set<Change> changes = Set.of();
    Side by = Side.PROVIDER;
    synchronized (this) {
      handshake().callback = Callback.here(Side.CLIENT, Blocker.Reason.ATTACHING);
      if (state == BindingState.ATTACHING) {
        state = BindingState.DECLINED;
        client.context = null; // its attach throws: it is its maker's to clean up (R8)
        changes = closeBoth();
      } else if (!hasLeft(Side.PROVIDER)) {
        by = Side.CLIENT;
      }
    }
    registrar().journal.declined(handle(), half(by).registration.registrant(), reason);
    new Ending(this).follow(changes);
  }

  /** The client's callback has returned, or thrown: the offer is over. */
  Attaching.Outcome offerReturned(boolean hasThrown) {
    synchronized (this) {
      handshake().callback = null;
      isOffering = false;
      switch (state) {
        case OFFERED, ATTACHING -> { // ATTACHING only if the handshake itself has failed
          state = BindingState.DECLINED;
          client.context = null;
          closeBoth();
          return Attaching.Outcome.DECLINED_BY_CLIENT;
        }
        case ACCEPTED -> {
          if (hasThrown) {
            toDetaching(DetachCause.ATTACH_FAILED);
          } else if (isDeregistering(client) || isDeregistering(provider)) { // R17
            toDetaching(causeOfLate());
          } else {
            state = BindingState.ATTACHED;
            dropHandshake();
            if (isGuarded) {
              open();
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
    synchronized (this) {
      return state == BindingState.DECLINED && !isOffering && hasRunDown();
    }
  }

  // ---- detach: on the deregistering thread, or one of the registrar's ----

  /**
   * ATTACHED to DETACHING, for the one caller that is told true and must then pass the barrier and
   * {@link Detaching#ask}. A binding that is still attaching is detached when its offer returns
   * (R17).
   */
  boolean beginDetach(DetachCause why) {
    synchronized (this) {
      if (state != BindingState.ATTACHED) {
        return false;
      }
      toDetaching(why);
      return true;
    }
  }

  @GuardedBy("this")
  private void toDetaching(DetachCause why) {
    state = BindingState.DETACHING;
    handshake().beginDetach(why);
    drain();
  }

  private DetachCause causeOfLate() {
    return isDeregistering(client)
        ? DetachCause.CLIENT_DEREGISTERED
        : DetachCause.PROVIDER_DEREGISTERED;
  }

  private static boolean isDeregistering(Half half) {
    return half.registration.isDeregistering();
  }

  /**
   * This thread runs the detach callbacks, unless another does, or all of that is over. It is
   * inside until both have returned, or until the side in whose callback it is leaves by abandon:
   * then another thread goes on from there.
   */
  boolean beginAsk() {
    synchronized (this) {
      boolean isFree =
          asker() == null && state != BindingState.CLEANING && state != BindingState.GONE;
      if (isFree) {
        handshake().lostAsker = null;
        handshake().asker = Thread.currentThread(); // last: from here on it can note that it fails
      }
      return isFree;
    }
  }

  /** Whether the caller, who is the asker, has to tell that a bound pair is taken apart. */
  boolean isDetachingToBeTold() {
    synchronized (this) {
      return wasBound && handshake().tellDetaching();
    }
  }

  /** They have returned; false if this thread is the asker no more, and the rest is another's. */
  boolean endAsk() {
    synchronized (this) {
      boolean isMine = isAskedByThisThread();
      if (isMine) {
        handshake().returned();
        handshake().asker = null;
      }
      return isMine;
    }
  }

  /**
   * Whether this thread runs the callbacks. Only this thread makes itself the asker; an abandon may
   * end that, under the lock, while this thread is in a callback of the side that leaves. No lock:
   * a thread that leaves a call asks, too.
   */
  boolean isAskedByThisThread() {
    Handshake known = handshake;
    return known != null && known.asker == Thread.currentThread();
  }

  /**
   * The callback before it has returned and that one begins; false if it is not for this thread to
   * call: it has been called, or the callbacks are another thread's by now.
   */
  boolean begin(Half half, Blocker.Reason reason) {
    synchronized (this) {
      if (!isAskedByThisThread()) {
        return false;
      }
      handshake().returned();
      if (reason == Blocker.Reason.DETACHING && isAsked(half.side())) {
        return false;
      }
      handshake().step = Handshake.Step.TO_BE_CALLED;
      handshake().callback = Callback.here(half.side(), reason);
      return true;
    }
  }

  /** Whom to ask to detach; null if there is nobody to call, because the side has left. */
  @Nullable BindingContext<?> toDetach(Half half) {
    synchronized (this) {
      return half.context;
    }
  }

  /** Whom to clean up, for the one caller that is told so. */
  @Nullable BindingContext<?> toCleanUp(Half half) {
    synchronized (this) {
      BindingContext<?> context = half.context;
      half.context = null;
      return context;
    }
  }

  /** That side's detach stage has completed. */
  void detachComplete(Side side) {
    new Ending(this).follow(done(side));
  }

  /** DETACHING to CLEANING, if all has run down; for the one caller that is told true (R15). */
  boolean toCleaning() {
    synchronized (this) {
      boolean isMine =
          (state == BindingState.DETACHING || (state == BindingState.ABANDONED && !isOffering))
              && asker() == null
              && hasRunDown();
      if (isMine) {
        state = BindingState.CLEANING;
        handshake().lostAsker = null;
        handshake().asker = Thread.currentThread();
      }
      return isMine;
    }
  }

  /**
   * To GONE, from where nothing of the modules is referred to any more (R22); true for the one
   * caller that is to tell it.
   */
  boolean toGone() {
    synchronized (this) {
      if (state == BindingState.GONE) {
        return false;
      }
      state = BindingState.GONE;
      handshake().callback = null;
      client.drop();
      provider.drop();
      return true;
    }
  }

  /** Whether its callbacks are for those to call who take it apart. */
  boolean isDetaching() {
    synchronized (this) {
      return state == BindingState.DETACHING;
    }
  }

  /**
   * Takes the role from an asker that has failed.
   *
   * @return the state that the binding is in, for the one caller that has to go on from there; null
   *     if there is no such asker
   */
  @Nullable BindingState takeRoleOfLostAsker() {
    Side done;
    BindingState left;
    synchronized (this) {
      if (!isAskerLost()) {
        return null;
      }
      done = handshake().takeFromLostAsker();
      left = state;
    }
    if (done != null) {
      detachComplete(done);
    }
    return left;
  }

  /** The cleanup goes on on this thread, where the one before is stuck in a side that has left. */
  void takeOverCleaning() {
    synchronized (this) {
      handshake().lostAsker = null;
      handshake().asker = Thread.currentThread();
    }
  }

  /**
   * The asker is in a callback of a side that leaves, or in what depends on that side's view: from
   * now on nobody waits for that thread, which may never come back. Its guards are closed, so it
   * does nothing to the other side any more.
   */
  @GuardedBy("this")
  private boolean letGoOfAskerIn(List<Half> leaving) {
    Thread asker = asker();
    Handshake known = handshake();
    boolean isStuck =
        asker != null
            && known
                .running()
                .anyMatch(
                    running ->
                        running.thread() == asker
                            && leaving.stream().anyMatch(half -> half.side() == running.side()));
    if (isStuck) {
      known.returned();
      known.asker = null;
    }
    return isStuck;
  }

  /** To ABANDONED, where a side deregisters that has not left yet; null where none does (H5). */
  Abandoning.@Nullable Abandoned toAbandoned() {
    synchronized (this) {
      BindingState before = state;
      Handshake known = handshake();
      List<Half> leaving =
          Stream.of(client, provider)
              .filter(half -> isDeregistering(half) && !known.hasLeft(half.side()))
              .toList();
      if (before == BindingState.GONE || leaving.isEmpty()) {
        return null;
      }
      known.beginDetach(DetachCause.ABANDONED);
      if (!wasBound) {
        client.context = null; // its attach will throw: it is its maker's to clean up (R8)
      }
      if (before != BindingState.CLEANING) {
        state = BindingState.ABANDONED;
      }
      boolean isUnsettled = drain();
      Set<Change> changes = cutOff();
      boolean isToGoOn = letGoOfAskerIn(leaving);
      for (Half half : leaving) {
        known.leave(half.side());
        half.drop(); // what it is bound to forgets it
        changes.addAll(done(half.side()));
      }
      if (!wasBound) {
        changes.addAll(done(Side.CLIENT));
      }
      return new Abandoning.Abandoned(before, leaving, changes, isUnsettled, isToGoOn);
    }
  }

  // ---- the guard speaks: any thread, no lock held ----

  @Override
  protected void left(Set<Change> changes) {
    new Ending(this).follow(changes);
  }

  @Override
  protected DetachedException refused(Side caller) {
    return registrar()
        .journal
        .refused(new BindingHandle(this, caller), half(caller).registration.registrant());
  }
}
