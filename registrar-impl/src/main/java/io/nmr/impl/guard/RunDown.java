package io.nmr.impl.guard;

import io.nmr.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Run-down protection of one binding, both directions in one account: what EX_RUNDOWN_REF is to
 * NMR's modules. The binding extends it. What is counted has a lock of its own, the pair's {@link
 * Gates gate}, which the binding takes, too, when it asks or closes: no caller ever waits for the
 * binding's monitor.
 *
 * <h2>Who counts</h2>
 *
 * While the binding is bound ({@link #open} to {@link #drain}) and has been called, calls are not
 * counted: each thread records in its own stack of {@link Marks} that it is inside, and looks at
 * {@link #isMarking}. Only calls of threads that can keep no mark, and calls that end on another
 * thread, are counted then, in {@link Stripes}. Before the first call and from {@code drain} on
 * each call is counted in the {@link CallLedger}, at the gate. So a pair that was never called is
 * taken apart without a barrier.
 *
 * <pre>
 *   entry: mark; if isMarking, go on; else unmark, {@link #unmarked}, {@link #enter}
 *   exit:  unmark; if isMarking, done; else {@link #unmarked}
 *   close: {@link #drain}: isMarking = false; {@link Barrier#pass}; {@link #adopt}: find all marks
 * </pre>
 *
 * <h2>Why it is right</h2>
 *
 * <ul>
 *   <li><em>No call is missed.</em> A thread's mark comes before its look at {@code isMarking}. If
 *       its part of the barrier comes after the mark, {@code adopt} finds the mark; if before, the
 *       look sees false, and the call is counted at the gate.
 *   <li><em>No call is kept.</em> Unmarking comes before the look likewise: if {@code adopt} still
 *       found the mark, the look sees false, and {@code unmarked} takes back what was adopted, at
 *       the gate and after {@code adopt}; a thread that was at the gate first unmarked before that,
 *       so {@code adopt} did not find the mark.
 *   <li><em>Marking begins once at the most.</em> {@code isMarking} becomes true at the gate,
 *       between {@code open} and {@code drain}, and false for good in {@code drain}. Who looks
 *       before or after that sees false and is counted.
 *   <li><em>Nothing is concluded in between.</em> From {@code drain} until {@code adopt} no guard
 *       closes and no condition of the ledger is taken to hold.
 *   <li><em>All else is one account.</em> The ledger is guarded by the gate, and every transition
 *       is one method that holds it and ends in {@link CallLedger#settle}: there is no window
 *       between "no call in progress" and "closed" for a call to slip into; {@code drain} moves
 *       what the stripes have counted. No code of a module runs while the gate is held.
 *   <li><em>What has come to hold is acted on.</em> Whoever settles hears of it, and acts on it
 *       when the gate is free again.
 *   <li><em>Callers keep nobody waiting.</em> A call that a closed guard refuses takes no lock; one
 *       that has to be counted holds the gate for a few instructions, and nobody sleeps before it.
 *   <li><em>Nothing is lost at the end of the stack or heap.</em> A thread that could not leave has
 *       still taken its mark back, or noted in its call that it is over, and {@link #sweep} takes
 *       the call off the account. Whoever waits sweeps now and then.
 *   <li><em>Cleanup comes after all calls.</em> An unmarking is a release that {@code adopt}, or
 *       the barrier before it, acquires; a counted call leaves under a lock that {@code drain} or
 *       {@code settle} takes after it.
 * </ul>
 */
public abstract class RunDown {
  private final long marks = Marks.newPair();

  /** Whether a mark is all that a call needs. Written at the gate. */
  private volatile boolean isMarking;

  /** Between {@link #open} and {@link #drain}. At the gate. */
  private boolean isOpen;

  /**
   * Made when there is something to note, and given up when all that has gone again. Written at the
   * gate; without it, only {@link CallLedger#refusesForSure} may be asked.
   */
  private volatile @Nullable CallLedger ledger;

  /** Written at the gate; whoever finds old ones finds them closed. */
  private volatile Stripes stripes = Stripes.NONE;

  /** A call has left a binding that is being taken apart. Called with no lock held. */
  protected abstract void left(Set<Change> changes);

  /** A call was refused: what to throw at the caller. Called with no lock held. */
  protected abstract RuntimeException refused(Side caller);

  /** A positive number that no other binding in this JVM has. */
  public final long number() {
    return marks >> 1;
  }

  /** At the gate. */
  private CallLedger ledger() {
    CallLedger known = ledger;
    if (known == null) {
      known = new CallLedger();
      ledger = known;
    }
    return known;
  }

  // ---- marked calls ----

  /** What a thread marks that makes a call of that side. */
  final long mark(Side side) {
    return side == Side.CLIENT ? marks : marks | 1;
  }

  /** Whether a thread that has just marked may go on, and one that has unmarked is through. */
  final boolean isMarking() {
    return isMarking;
  }

  /** The binding is bound: from its first call on, calls only mark. */
  public final void open() {
    BriefLock gate = gate();
    gate.take();
    try {
      isOpen = true;
    } finally {
      gate.isTaken = 0;
    }
  }

  /**
   * The binding begins to be taken apart: calls are counted again, and {@link #left} hears of every
   * one that leaves.
   *
   * @return whether {@link #adopt} has to follow, when a {@link Barrier} has been passed
   */
  public final boolean drain() {
    BriefLock gate = gate();
    gate.take();
    try {
      CallLedger draining = ledger();
      draining.drain(isMarking);
      isMarking = false;
      isOpen = false;
      stripes.closeInto(draining);
      stripes = Stripes.NONE;
      return draining.isUnsettled();
    } finally {
      gate.isTaken = 0;
    }
  }

  /** Whether marks are to be adopted. */
  public final boolean isUnsettled() {
    BriefLock gate = gate();
    gate.take();
    try {
      return ledger != null && ledger.isUnsettled();
    } finally {
      gate.isTaken = 0;
    }
  }

  /** Counts the calls that are marked. A {@link Barrier} has been passed since {@link #drain}. */
  public final Set<Change> adopt() {
    return adopt(isUnsettled() ? ThreadsInside.now() : ThreadsInside.nobody());
  }

  /**
   * Counts the calls that are marked, of those that were seen since a {@link Barrier} was passed: a
   * thread that marks later sees that marking is over. What was seen may be over by now, so each
   * mark is looked at again.
   */
  public final Set<Change> adopt(ThreadsInside seen) {
    BriefLock gate = gate();
    gate.take();
    try {
      CallLedger adopting = ledger();
      if (adopting.isUnsettled()) {
        for (Marks.Found found : seen.of(marks)) {
          if (Marks.isThere(found)) {
            adopting.add(CountedCall.adopted(this, found), false);
          }
        }
        adopting.adopted();
      }
      return adopting.settle();
    } finally {
      gate.isTaken = 0;
    }
  }

  /** Whether the mark of an adopted call is still there. */
  final boolean isMarked(CountedCall adopted) {
    long[] of = adopted.marks;
    return of != null && Marks.isThere(of, adopted.depth, marks);
  }

  /** The current thread has unmarked that depth, or was not let in; marking is over. */
  final void unmarked(int depth) {
    CallLedger known = ledger;
    if (known == null || (!known.isUnsettled() && known.adoptedAt(depth) == null)) {
      return; // found without a lock: only this thread's own calls are adopted at its depths
    }
    CountedCall adopted;
    BriefLock gate = gate();
    gate.take();
    try {
      adopted = ledger == null ? null : ledger.adoptedAt(depth);
    } finally {
      gate.isTaken = 0;
    }
    if (adopted != null) {
      boolean unused = leave(adopted); // false where a sweep was faster
    }
  }

  /**
   * The call of the current thread that is marked at that depth, or covered, goes on as that one,
   * without the thread. If marked, it counts twice until the thread has unmarked.
   */
  final void goOn(CountedCall call, int depth) {
    if (spread(call)) {
      return;
    }
    BriefLock gate = gate();
    gate.take();
    try {
      CallLedger going = ledger();
      going.addGoingOn(call, depth != GuardedCalls.COVERED_LATE, going.adoptedAt(depth));
    } finally {
      gate.isTaken = 0;
    }
  }

  // ---- counted calls ----

  /**
   * Counts a call that is about to begin.
   *
   * @param within the call that it is done for, where it is done for one
   * @return false if its guard refuses
   */
  final boolean enter(CountedCall call, @Nullable NestedCalls within) {
    if (spread(call)) {
      return true;
    }
    if (isRefused(call.side, within)) {
      return false;
    }
    BriefLock gate = gate();
    gate.take();
    try {
      return enterLedger(call, within);
    } finally {
      gate.isTaken = 0;
    }
  }

  /**
   * Whether the guard refuses the current thread for sure, found without a lock: callers that are
   * refused and try again keep nobody waiting. A guard that has closed stays so; and a thread that
   * is not inside by now can only come in by this very entry.
   */
  private boolean isRefused(Side side, @Nullable NestedCalls within) {
    CallLedger known = ledger;
    return known != null && within == null && known.refusesForSure(side, Thread.currentThread());
  }

  /** At the gate. */
  private boolean enterLedger(CountedCall call, @Nullable NestedCalls within) {
    CallLedger entered = ledger();
    if (!entered.admits(call.side, Thread.currentThread(), within)) {
      return false;
    }
    if (isOpen && !isMarking) {
      isMarking = true;
    }
    entered.add(call, CallLedger.isForOlderCall(within));
    return true;
  }

  /**
   * Counts what the current thread does for a call of that side that is in progress: let in
   * whatever has closed since.
   */
  final CountedCall enterPart(Side side) {
    CountedCall part = CountedCall.onThread(this, side);
    if (!spread(part)) {
      BriefLock gate = gate();
      gate.take();
      try {
        ledger().add(part, false);
      } finally {
        gate.isTaken = 0;
      }
    }
    return part;
  }

  /** The lock of the account. */
  private BriefLock gate() {
    return Gates.of(number());
  }

  /**
   * Counts a call of a bound pair in a stripe; false if it is not bound, or not called yet. From
   * drain on nobody new comes to a stripe, so that whoever closes it waits for few.
   */
  private boolean spread(CountedCall call) {
    if (!isMarking) {
      return false;
    }
    if (stripes.areNone()) {
      makeStripes();
    }
    return stripes.add(call);
  }

  private void makeStripes() {
    BriefLock gate = gate();
    gate.take();
    try {
      if (isMarking && stripes.areNone()) {
        stripes = new Stripes();
      }
    } finally {
      gate.isTaken = 0;
    }
  }

  /** The call goes on without its thread, until its stage completes. */
  final void leaveThread(CountedCall call) {
    BriefLock gate = gate();
    gate.take();
    try {
      ledger().leaveThread(call);
    } finally {
      gate.isTaken = 0;
    }
  }

  /**
   * The call is over. The binding acts on what follows from that.
   *
   * @return false if it has left already
   */
  final boolean leave(CountedCall call) {
    boolean hasLeft;
    Set<Change> changes = null;
    BriefLock gate = gate();
    gate.take();
    try {
      CallLedger left = ledger();
      hasLeft = left.remove(call);
      if (left.isDraining()) {
        changes = hasLeft ? left.settle() : null;
      } else if (left.isBlank()) {
        ledger = null;
      }
    } finally {
      gate.isTaken = 0;
    }
    if (changes != null) {
      left(changes);
    }
    return hasLeft;
  }

  /**
   * Takes the calls off the account whose threads are through with them and could not say so: a
   * stack or a heap that is exhausted has no room for that (see {@link CountedCall#isOver}). For
   * those who wait, now and then.
   *
   * @return what follows from that
   */
  public final Set<Change> sweep() {
    BriefLock gate = gate();
    gate.take();
    try {
      CallLedger swept = ledger;
      if (swept == null || !swept.isDraining() || swept.isUnsettled()) {
        return Set.of();
      }
      swept.sweep(this);
      return swept.settle();
    } finally {
      gate.isTaken = 0;
    }
  }

  // ---- the end ----

  /** That side's detach stage has completed. */
  public final Set<Change> done(Side side) {
    BriefLock gate = gate();
    gate.take();
    try {
      ledger().done(side);
      return ledger().settle();
    } finally {
      gate.isTaken = 0;
    }
  }

  /** Both sides are through and both guards close at once: the pair was declined (R7). */
  public final Set<Change> closeBoth() {
    BriefLock gate = gate();
    gate.take();
    try {
      ledger().closeBoth();
      return ledger().settle();
    } finally {
      gate.isTaken = 0;
    }
  }

  /** Closes both guards for all, threads inside too: the binding is abandoned (H5). */
  public final Set<Change> cutOff() {
    BriefLock gate = gate();
    gate.take();
    try {
      ledger().cutOff();
      return ledger().settle();
    } finally {
      gate.isTaken = 0;
    }
  }

  // ---- facts ----

  /** How a call of that side goes under another of its kind, now that marking is over. */
  final int coveredDepth(Side side) {
    BriefLock gate = gate();
    gate.take();
    try {
      if (ledger != null && ledger.isCutOff()) {
        return 0;
      }
      return ledger != null && ledger.isClosed(side)
          ? GuardedCalls.COVERED_LATE
          : GuardedCalls.COVERED;
    } finally {
      gate.isTaken = 0;
    }
  }

  /** Whether that side can call no more. */
  public final boolean hasEnded(Side side) {
    BriefLock gate = gate();
    gate.take();
    try {
      return ledger != null && ledger.hasEnded(side);
    } finally {
      gate.isTaken = 0;
    }
  }

  /** Whether that side's detach stage has completed. */
  public final boolean isDone(Side side) {
    BriefLock gate = gate();
    gate.take();
    try {
      return ledger != null && ledger.isDone(side);
    } finally {
      gate.isTaken = 0;
    }
  }

  /** Whether both sides have detached. */
  public final boolean hasRunDown() {
    BriefLock gate = gate();
    gate.take();
    try {
      return ledger != null && ledger.hasRunDown();
    } finally {
      gate.isTaken = 0;
    }
  }

  /** How many calls of that side are in progress. */
  public final int calls(Side side) {
    return (int) inProgress().stream().filter(call -> call.side() == side).count();
  }

  /**
   * The calls in progress: once the binding is taken apart, oldest first. While it is bound this is
   * what was seen in passing: of the current thread's own calls it misses none.
   */
  public final List<InProgress> inProgress() {
    return inProgress(isMarking || isUnsettled() ? ThreadsInside.now() : ThreadsInside.nobody());
  }

  /** The calls in progress, with marks as they were seen before. */
  public final List<InProgress> inProgress(ThreadsInside seen) {
    List<InProgress> result = new ArrayList<>();
    BriefLock gate = gate();
    gate.take();
    try {
      if (isMarking || (ledger != null && ledger.isUnsettled())) {
        for (Marks.Found found : seen.of(marks)) {
          result.add(new InProgress(found.side(), found.thread()));
        }
      }
      stripes.addInProgress(result);
      if (ledger != null) {
        ledger.addInProgress(result);
      }
    } finally {
      gate.isTaken = 0;
    }
    return result;
  }
}
