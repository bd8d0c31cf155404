package io.nmr.impl.guard;

import io.nmr.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Run-down protection of one binding: one account of the calls in both directions. It is to a
 * binding what EX_RUNDOWN_REF is to NMR's modules. The binding's class extends it. The account has
 * a lock of its own, the pair's {@link Gates gate}, which the binding takes, too, when it asks
 * something or closes a guard; so no caller ever waits for the binding's monitor. <em>At the
 * gate</em> means: while the current thread holds the gate.
 *
 * <h2>How calls are counted</h2>
 *
 * While the binding is bound ({@link #open} to {@link #drain}) and has been called, calls are not
 * counted: each thread records in its own stack of {@link Marks} that it is inside, and looks at
 * {@link #isMarking}. Only calls of threads that can keep no mark, and calls that end on another
 * thread, are counted then, in {@link Stripes}. Before the first call, and from {@code drain} on,
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
 *   <li><em>No call is missed.</em> A thread makes its mark before it looks at {@code isMarking}.
 *       If the thread's part of the barrier comes after the mark, {@code adopt} finds the mark; if
 *       it comes before, the look sees false, and the call is counted at the gate.
 *   <li><em>No call is kept after its end.</em> Likewise, a thread takes its mark back before it
 *       looks at {@code isMarking}. If {@code adopt} still found the mark, the look sees false, and
 *       {@code unmarked} takes the adopted call off the account; it does so at the gate, after
 *       {@code adopt}. If the thread was at the gate before {@code adopt}, it had taken its mark
 *       back before that, so {@code adopt} did not find the mark.
 *   <li><em>Marking begins once at the most.</em> {@code isMarking} becomes true at the gate,
 *       between {@code open} and {@code drain}, and becomes false for good in {@code drain}. A
 *       thread that looks before or after that time sees false, and its call is counted.
 *   <li><em>Nothing is concluded in between.</em> From {@code drain} until {@code adopt} no guard
 *       closes, and no condition of the ledger is taken to hold.
 *   <li><em>All else is one account.</em> The gate guards the ledger, and every transition is one
 *       method that holds the gate and ends in {@link CallLedger#settle}: there is no window
 *       between "no call in progress" and "closed" for a call to slip into. {@code drain} moves the
 *       calls that the stripes have counted into the ledger. No code of a module runs while the
 *       gate is held.
 *   <li><em>A condition that has come to hold is acted on.</em> {@code settle} returns it to the
 *       thread that has called a transition, and that thread acts on it after it has let go of the
 *       gate.
 *   <li><em>Callers keep nobody waiting.</em> A call that a closed guard refuses takes no lock; a
 *       call that has to be counted holds the gate for a few instructions, and no thread sleeps in
 *       a queue for the gate.
 *   <li><em>Nothing is lost at the end of the stack or heap.</em> A thread that could not leave its
 *       call has still taken its mark back, or noted in the call that the call is over, and {@link
 *       #sweep} takes the call off the account. A thread that waits calls {@code sweep} now and
 *       then.
 *   <li><em>Cleanup comes after all calls.</em> Taking a mark back is a release, which {@code
 *       adopt}, or the barrier before it, acquires; a counted call leaves under a lock that {@code
 *       drain} or {@code settle} takes afterwards.
 * </ul>
 */
public abstract class RunDown {
  private final long marks = Marks.newPair();

  /** Whether a mark is all that a call needs. The field is written at the gate. */
  private volatile boolean isMarking;

  /**
   * Whether {@link #open} has been called and {@link #drain} has not. The field is read and written
   * at the gate.
   */
  private boolean isOpen;

  /**
   * The account of the counted calls. It is made when there is something to note, and given up when
   * all of that has gone again. The field is written at the gate. Without the gate a thread may ask
   * the ledger only for {@link CallLedger#refusesForSure} and, about its own calls, for what {@link
   * #unmarked} asks.
   */
  private volatile @Nullable CallLedger ledger;

  /**
   * The calls of a bound pair that no mark stands for. The field is written at the gate; a thread
   * that still finds the stripes of a pair that is being taken apart finds them closed.
   */
  private volatile Stripes stripes = Stripes.NONE;

  /**
   * Acts on what has newly come to hold when a call has left a binding that is being taken apart.
   * The method is called with no lock held.
   */
  protected abstract void left(Set<Change> changes);

  /**
   * Returns the exception to throw at a caller whose call was refused. The method is called with no
   * lock held.
   */
  protected abstract RuntimeException refused(Side caller);

  /** A positive number that no other binding in this JVM has. */
  public final long number() {
    return marks >> 1;
  }

  /** Returns the ledger, which it makes if there is none. It is called at the gate. */
  private CallLedger ledger() {
    CallLedger known = ledger;
    if (known == null) {
      known = new CallLedger();
      ledger = known;
    }
    return known;
  }

  // ---- marked calls ----

  /** The mark of a thread that makes a call of that side. */
  final long mark(Side side) {
    return side == Side.CLIENT ? marks : marks | 1;
  }

  /**
   * Whether a thread that has just made its mark may go on, and whether a thread that has taken its
   * mark back has nothing more to do.
   */
  final boolean isMarking() {
    return isMarking;
  }

  /** Notes that the binding is bound: from its first call on, a call only makes a mark. */
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
   * Notes that the binding begins to be taken apart: calls are counted again, and {@link #left} is
   * called for every call that leaves.
   *
   * @return whether {@link #adopt} has to follow, after a {@link Barrier} has been passed
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

  /** Whether {@link #adopt} has still to count the calls that are marked. */
  public final boolean isUnsettled() {
    BriefLock gate = gate();
    gate.take();
    try {
      return ledger != null && ledger.isUnsettled();
    } finally {
      gate.isTaken = 0;
    }
  }

  /**
   * Counts the calls that are marked. The caller has passed a {@link Barrier} since {@link #drain}.
   */
  public final Set<Change> adopt() {
    return adopt(isUnsettled() ? ThreadsInside.now() : ThreadsInside.nobody());
  }

  /**
   * Counts the marked calls among those that were seen since a {@link Barrier} was passed. There
   * are no others to count: a thread that makes its mark later sees that marking is over. A call
   * that was seen may be over by now, so each mark is looked at again.
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

  /**
   * Takes the current thread's call off the account, if it was adopted at that depth. Marking is
   * over, and the thread has taken its mark back, or was not let in.
   */
  final void unmarked(int depth) {
    CallLedger known = ledger;
    if (known == null || (!known.isUnsettled() && known.adoptedAt(depth) == null)) {
      return; // no lock is needed: only this thread's own calls are adopted at its depths
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
      boolean unused = leave(adopted); // false if a sweep was faster
    }
  }

  /**
   * Lets a call of the current thread, which is marked at that depth or covered, go on without the
   * thread, counted as {@code call}. A marked call counts twice until the thread has taken its mark
   * back.
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
   * @param within the dispatch of the call that this one is done for; null if it is done for none
   * @return false if its guard refuses the call
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
   * Whether the guard is sure to refuse the current thread. It takes no lock to find that, so
   * callers that are refused and try again keep nobody waiting. The answer is sure because a guard
   * that has closed stays closed, and because a thread that is not inside by now can come in only
   * by this very entry.
   */
  private boolean isRefused(Side side, @Nullable NestedCalls within) {
    CallLedger known = ledger;
    return known != null && within == null && known.refusesForSure(side, Thread.currentThread());
  }

  /** Counts a call in the ledger, unless its guard refuses the call. It is called at the gate. */
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
   * Counts, as a call of its own, what the current thread does for a call of that side that is in
   * progress. It is let in, whichever guards have closed since.
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
   * Counts a call of a bound pair in a stripe; returns false if the pair is not bound, or was not
   * called yet. From {@code drain} on no further thread comes to a stripe, so the thread that
   * closes it waits for few others.
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

  /** Notes that the call goes on without its thread, until its stage completes. */
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
   * Takes a call that is over off the account. The binding acts on what follows from that.
   *
   * @return false if the call has left already
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
   * Takes off the account the calls that are over but whose threads could not say so: a stack or a
   * heap that is exhausted has no room for that (see {@link CountedCall#isOver}). A thread that
   * waits calls this method now and then.
   *
   * @return what has newly come to hold
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

  /** Notes that that side's detach stage has completed. */
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

  /** Closes both guards at once, with both sides done: the pair was declined (R7). */
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

  /**
   * Closes both guards to all threads, also to those that are inside: the binding is abandoned
   * (H5).
   */
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

  /**
   * What stands for the depth of a call of that side inside another one of the same pair and side,
   * now that marking is over: {@link GuardedCalls#COVERED} or {@link GuardedCalls#COVERED_LATE}; 0
   * if the binding is abandoned, so that the call has to be counted.
   */
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
   * The calls in progress, oldest first once the binding is taken apart. While the binding is
   * bound, the list holds the calls that were seen in passing; it misses none of the current
   * thread's own calls.
   */
  public final List<InProgress> inProgress() {
    return inProgress(isMarking || isUnsettled() ? ThreadsInside.now() : ThreadsInside.nobody());
  }

  /** The calls in progress; the marks among them are those that were seen before. */
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
