package io.nmr.impl.guard;

import io.nmr.Side;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The exact account of a {@link RunDown}: the calls that are counted, in both directions, and what
 * follows from their coming and going. Guarded by the run-down's gate as a whole; every condition
 * is evaluated at one instant for both directions, in {@link #settle}.
 *
 * <ul>
 *   <li>The client's guard closes when the client is done: its detach stage has completed.
 *   <li>The provider's guard closes at the first moment at which the provider is done and no call
 *       of the client is in progress that came before the client's guard closed: such a call may
 *       need to be called back, on any thread. Later ones come from inside a call back, and only
 *       that thread needs to be let in.
 *   <li>A closed guard lets in a thread that is inside a call of this binding, in either direction;
 *       on whatever thread what is done, through its {@link NestedCalls}, for a call in progress
 *       that came before the guard closed; and nobody else. What is done for such a call counts as
 *       older itself.
 *   <li>A side <em>has ended</em> when its guard is closed, its calls have left, and so have those
 *       calls of the peer that were in progress when it closed, from inside which it could still
 *       call. From then on it calls only from inside calls that its peer makes afterwards.
 *   <li>The binding <em>has run down</em> when both are done and no call is in progress either way.
 * </ul>
 */
final class CallLedger {
  /** One side's part. */
  private static final class Account {
    boolean isDone;

    /** Written at the gate; becomes true once, and stays so. */
    volatile boolean isClosed;

    boolean hasEnded;

    /** Calls of this side that came before its guard closed. */
    int older;

    /** Calls of the peer that were in progress when this side's guard closed. */
    int nesters;
  }

  private final Account client = new Account();
  private final Account provider = new Account();
  private final CallList calls = new CallList();

  /** Who is inside; a thread may ask about itself without the lock. */
  final Insiders insiders = new Insiders();

  private boolean hasRunDown;

  /** Written at the gate; becomes true once, and stays so. */
  private volatile boolean isCutOff;

  /** From here on the binding hears of every call that leaves. */
  private boolean isDraining;

  /** Between {@link RunDown#drain} and {@link RunDown#adopt}. */
  private volatile boolean isUnsettled;

  private Account of(Side side) {
    return side == Side.CLIENT ? client : provider;
  }

  // ---- calls ----

  /**
   * Whether that thread may enter a call of that side.
   *
   * @param within the call that it would be done for, where it is done for one
   */
  boolean admits(Side side, Thread thread, @Nullable NestedCalls within) {
    Account own = of(side);
    return !isCutOff
        && !hasRunDown
        && (!own.isClosed
            || insiders.has(thread)
            || (own.older > 0 && isForOlderCall(within))); // R13
  }

  /**
   * Whether the current thread, which is that one, is refused whatever the other callers do.
   * Without the lock: a guard that has closed stays closed, whoever was inside then was noted
   * before, and a thread that is not inside now can come in only by the entry that it asks for.
   */
  boolean refusesForSure(Side side, Thread thread) {
    return isCutOff || (of(side).isClosed && !insiders.has(thread));
  }

  /**
   * Whether something is done for a call in progress, as far as its thread has said, that came
   * before its side's guard closed. A later one gives no right to others: it was let in for the
   * thread that it is on, and if calls that were let in for one another could outlive each other,
   * they might never end.
   */
  static boolean isForOlderCall(@Nullable NestedCalls within) {
    return within != null && within.isInProgress() && within.isOlder();
  }

  /**
   * Counts a call. If it came before the side's guard closed, or is done for one that did, it is
   * one of the older ones, late as it is: that other call, which is counted, has kept the peer's
   * guard from closing until now.
   */
  void add(CountedCall call, boolean isOlder) {
    add(call, isOlder, false);
  }

  /**
   * Counts what goes on as that call of the current thread that was adopted from its mark, if it
   * was: it is as old as that, for both sides.
   */
  void addGoingOn(CountedCall call, boolean isOlder, @Nullable CountedCall adopted) {
    add(call, isOlder, adopted != null && !adopted.cameAfterPeerClosed);
  }

  private void add(CountedCall call, boolean isOlder, boolean isOlderThanPeersClose) {
    Account own = of(call.side);
    Account peer = of(call.side.peer());
    call.cameAfterClosed = own.isClosed && !isOlder;
    call.cameAfterPeerClosed = peer.isClosed && !isOlderThanPeersClose;
    if (!call.comeIn()) {
      return; // it has left already
    }
    calls.add(call); // from here to the next call nothing can fail
    if (own.isClosed && isOlder) {
      own.older++;
    }
    if (peer.isClosed && isOlderThanPeersClose) {
      peer.nesters++;
    }
    if (!(call.isByHand && call.cameAfterClosed)) { // its thread is inside by another call
      insiders.add(call);
    }
  }

  /** Counts from now on what has been counted there. */
  void takeOver(CallList counted) {
    for (CountedCall call = counted.newest; call != null; call = call.older) {
      insiders.add(call);
    }
    counted.moveTo(calls);
  }

  /** The call is over. False if it has left already. */
  boolean remove(CountedCall call) {
    if (!call.isOnAccount) {
      return false;
    }
    Account own = of(call.side);
    Account peer = of(call.side.peer());
    insiders.remove(call);
    calls.remove(call); // from here to the next call nothing can fail
    if (own.isClosed && !call.cameAfterClosed) {
      own.older--;
    }
    if (peer.isClosed && !call.cameAfterPeerClosed) {
      peer.nesters--;
    }
    call.end();
    return true;
  }

  /** The call goes on without its thread. */
  void leaveThread(CountedCall call) {
    insiders.remove(call);
    call.thread = null;
    call.marks = null;
    call.depth = 0;
  }

  /** The call of the current thread that was adopted from its mark at that depth. */
  @Nullable CountedCall adoptedAt(int depth) {
    return insiders.adoptedAt(Thread.currentThread(), depth);
  }

  /** Takes out the calls whose threads are through with them and had no room to say so. */
  void sweep(RunDown runDown) {
    CountedCall next;
    for (CountedCall call = calls.newest; call != null; call = next) {
      next = call.older;
      if (call.isOver || (call.marks != null && !runDown.isMarked(call))) {
        remove(call);
      }
    }
  }

  /** Puts the counted calls into that list, oldest first, before what is in it. */
  void addInProgress(List<InProgress> list) {
    calls.addInProgress(list);
  }

  // ---- the end ----

  void drain(boolean hasMarks) {
    isDraining = true;
    isUnsettled |= hasMarks;
  }

  boolean isDraining() {
    return isDraining;
  }

  boolean isUnsettled() {
    return isUnsettled;
  }

  /** All that was marked has been added. */
  void adopted() {
    isUnsettled = false;
  }

  void done(Side side) {
    of(side).isDone = true;
  }

  /** Both sides are through, and both guards close at once. */
  void closeBoth() {
    close(Side.CLIENT);
    close(Side.PROVIDER);
    client.isDone = true;
    provider.isDone = true;
  }

  /** Both guards close for all, also for threads that are inside. */
  void cutOff() {
    isCutOff = true;
  }

  boolean isCutOff() {
    return isCutOff;
  }

  /** Draws every conclusion that can be drawn; returns what has newly come to hold. */
  Set<Change> settle() {
    isDraining = true;
    Set<Change> changes = EnumSet.noneOf(Change.class);
    if (isUnsettled) {
      return changes;
    }
    if (client.isDone || isCutOff) {
      close(Side.CLIENT);
    }
    // R13: the provider's guard waits for the client's calls, which may need to be called back
    int needCallingBack = client.isClosed ? client.older : calls.of(Side.CLIENT);
    if ((provider.isDone && needCallingBack == 0) || isCutOff) {
      close(Side.PROVIDER);
    }
    if (newlyEnded(Side.CLIENT)) {
      changes.add(Change.CLIENT_ENDED);
    }
    if (newlyEnded(Side.PROVIDER)) {
      changes.add(Change.PROVIDER_ENDED);
    }
    // R14: both stages are complete and no call is in progress either way
    if (!hasRunDown && client.isDone && provider.isDone && calls.isEmpty()) {
      hasRunDown = true;
      changes.add(Change.RUN_DOWN);
    }
    return changes;
  }

  private void close(Side side) {
    Account closing = of(side);
    if (!closing.isClosed) {
      closing.isClosed = true;
      closing.older = calls.of(side);
      closing.nesters = calls.of(side.peer());
    }
  }

  private boolean newlyEnded(Side side) {
    Account ending = of(side);
    boolean newly =
        !ending.hasEnded && ending.isClosed && calls.of(side) == 0 && ending.nesters == 0;
    ending.hasEnded |= newly;
    return newly;
  }

  boolean isClosed(Side side) {
    return of(side).isClosed;
  }

  boolean hasEnded(Side side) {
    return of(side).hasEnded;
  }

  boolean isDone(Side side) {
    return of(side).isDone;
  }

  boolean hasRunDown() {
    return hasRunDown;
  }

  /** Whether it says no more than a new one would. */
  boolean isBlank() {
    return !isDraining && calls.isEmpty();
  }
}
