package io.nmr.impl.guard;

import io.nmr.Side;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The exact account of a {@link RunDown}: the calls that are counted, in both directions, and what
 * follows from their coming and going. The run-down's gate guards it as a whole; every condition is
 * evaluated at one instant for both directions, in {@link #settle}.
 *
 * <ul>
 *   <li>The client's guard closes when the client is done: its detach stage has completed.
 *   <li>The provider's guard closes at the first moment at which the provider is done and no call
 *       of the client is in progress that came before the client's guard closed: such a call may
 *       need to be called back, on any thread. A later call comes from inside a call back, and only
 *       the thread of that call back needs to be let in.
 *   <li>A closed guard lets in a thread that is inside a call of this binding, in either direction.
 *       It lets in, on any thread, a call that is made through the {@link NestedCalls} of a call in
 *       progress that came before the guard closed; a call that is let in so counts itself as one
 *       that came before. The guard lets in nobody else.
 *   <li>A side <em>has ended</em> when its guard is closed and two kinds of calls have left: its
 *       own calls, and the calls of the peer that were in progress when the guard closed, from
 *       inside which the side could still call. From then on the side calls only from inside calls
 *       that its peer makes afterwards.
 *   <li>The binding <em>has run down</em> when both sides are done and no call is in progress in
 *       either direction.
 * </ul>
 */
final class CallLedger {
  /** What the ledger notes of one side. */
  private static final class Account {
    boolean isDone;

    /**
     * Whether the side's guard has closed. It is written at the gate, becomes true once and stays
     * so.
     */
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

  /** The threads that are inside; a thread may ask about itself without the gate. */
  final Insiders insiders = new Insiders();

  private boolean hasRunDown;

  /**
   * Whether both guards are closed to all. It is written at the gate, becomes true once and stays
   * so.
   */
  private volatile boolean isCutOff;

  /** Whether the binding is told of every call that leaves. */
  private boolean isDraining;

  /**
   * Whether marked calls have still to be added: from {@link RunDown#drain} to {@link
   * RunDown#adopt}.
   */
  private volatile boolean isUnsettled;

  private Account of(Side side) {
    return side == Side.CLIENT ? client : provider;
  }

  // ---- calls ----

  /**
   * Whether that thread may enter a call of that side.
   *
   * @param within the dispatch of the call that the new one would be done for; null if it is done
   *     for none
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
   * Whether the current thread, which is {@code thread}, is refused whatever the other callers do.
   * The caller need not hold the gate: a guard that has closed stays closed, the threads that were
   * inside at that time were noted before, and a thread that is not inside now can come in only by
   * the entry that it asks for.
   */
  boolean refusesForSure(Side side, Thread thread) {
    return isCutOff || (of(side).isClosed && !insiders.has(thread));
  }

  /**
   * Whether a call is done for one that came before its side's guard closed and that is in
   * progress, as far as that one's thread has said. A call that came later gives no right to
   * others: it was let in for the thread that it is on, and if calls that were let in for one
   * another could outlive each other, they might never end.
   */
  static boolean isForOlderCall(@Nullable NestedCalls within) {
    return within != null && within.isInProgress() && within.isOlder();
  }

  /**
   * Counts a call. A call that came before the side's guard closed is one of the older ones. So is
   * a call that is done for such a one, late as it comes: the call that it is done for is counted,
   * and has kept the peer's guard from closing until now.
   */
  void add(CountedCall call, boolean isOlder) {
    add(call, isOlder, false);
  }

  /**
   * Counts the call as which a call of the current thread goes on without the thread. If the
   * thread's call was adopted from its mark, the new one is as old as the adopted one, for both
   * sides.
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
    calls.add(call); // from here to the next method call nothing can fail
    if (own.isClosed && isOlder) {
      own.older++;
    }
    if (peer.isClosed && isOlderThanPeersClose) {
      peer.nesters++;
    }
    // The thread of a call that came late, by hand, is inside by another call.
    if (!(call.isByHand && call.cameAfterClosed)) {
      insiders.add(call);
    }
  }

  /** Takes over the calls of that list, and counts them from now on. */
  void takeOver(CallList counted) {
    for (CountedCall call = counted.newest; call != null; call = call.older) {
      insiders.add(call);
    }
    counted.moveTo(calls);
  }

  /** Takes a call that is over off the account; returns false if it has left already. */
  boolean remove(CountedCall call) {
    if (!call.isOnAccount) {
      return false;
    }
    Account own = of(call.side);
    Account peer = of(call.side.peer());
    insiders.remove(call);
    calls.remove(call); // from here to the next method call nothing can fail
    if (own.isClosed && !call.cameAfterClosed) {
      own.older--;
    }
    if (peer.isClosed && !call.cameAfterPeerClosed) {
      peer.nesters--;
    }
    call.end();
    return true;
  }

  /** Notes that the call goes on without its thread. */
  void leaveThread(CountedCall call) {
    insiders.remove(call);
    call.thread = null;
    call.marks = null;
    call.depth = 0;
  }

  /**
   * The call of the current thread that was adopted from its mark at that depth; null if there is
   * none.
   */
  @Nullable CountedCall adoptedAt(int depth) {
    return insiders.adoptedAt(Thread.currentThread(), depth);
  }

  /** Takes off the account the calls that are over but whose threads had no room to say so. */
  void sweep(RunDown runDown) {
    CountedCall next;
    for (CountedCall call = calls.newest; call != null; call = next) {
      next = call.older;
      if (call.isOver || (call.marks != null && !runDown.isMarked(call))) {
        remove(call);
      }
    }
  }

  /** Puts the counted calls into that list, oldest first, before the elements that are in it. */
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

  /** Notes that all calls that were marked have been added. */
  void adopted() {
    isUnsettled = false;
  }

  void done(Side side) {
    of(side).isDone = true;
  }

  /** Closes both guards at once, with both sides done. */
  void closeBoth() {
    close(Side.CLIENT);
    close(Side.PROVIDER);
    client.isDone = true;
    provider.isDone = true;
  }

  /** Closes both guards to all threads, also to those that are inside. */
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

  /** Whether this ledger says no more than a new one would. */
  boolean isBlank() {
    return !isDraining && calls.isEmpty();
  }
}
