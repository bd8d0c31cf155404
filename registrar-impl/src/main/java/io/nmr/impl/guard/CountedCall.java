package io.nmr.impl.guard;

import io.nmr.Guard;
import io.nmr.Side;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One call that a {@link RunDown} counts, from {@link State#NEW new} over {@link State#IN in} to
 * {@link State#LEFT left}. What changes is guarded by the lock of the account that the call is in:
 * its stripe's while that is open, then the run-down's gate. Two fields are not: the state, which a
 * call that completes before it is counted leaves by an atomic step, and {@link #isOver}.
 *
 * <p>Public, as one field is, for the generated classes, which are of another loader.
 */
public final class CountedCall implements Guard.Call {
  /** How far a call is. Numbers, so that a step is one atomic instruction. */
  private static final class State {
    /** In no account. */
    static final int NEW = 0;

    /** In an account. */
    static final int IN = 1;

    /** Over, and in no account any more, or never. */
    static final int LEFT = 2;

    private State() {}
  }

  private static final AtomicIntegerFieldUpdater<CountedCall> STATE =
      AtomicIntegerFieldUpdater.newUpdater(CountedCall.class, "state");

  private final RunDown runDown;
  final Side side;

  /** Whether the guard of its own side, and of its peer, had closed before it came. */
  boolean cameAfterClosed;

  boolean cameAfterPeerClosed;

  /**
   * Where it was counted, if that was not in the ledger. Written before the state is {@code IN}.
   */
  Stripes.@Nullable Stripe stripe;

  /** Whether it came on a thread: such calls are listed, others only numbered. */
  final boolean isListed;

  @Nullable CountedCall newer;
  @Nullable CountedCall older;

  /** Who is inside, or has entered by hand; null when the call goes on without its thread. */
  @Nullable Thread thread;

  /** Whether it was entered by hand: then it is not its thread's, which may hand it on. */
  final boolean isByHand;

  /** Whether an account counts it: written with the account's numbers, in one go. */
  boolean isOnAccount;

  /** Whether the ledger's {@link Insiders} count it for its thread. */
  boolean isIndexed;

  /** Where its thread has marked it, if it was adopted from a mark: those marks, and the depth. */
  long @Nullable [] marks;

  int depth;

  /** The next call further out that was adopted from the same thread's marks. */
  @Nullable CountedCall adoptedOutside;

  /** New at first, without being written: a volatile write of it would be waited for. */
  private volatile int state;

  /**
   * Whether the call's thread has noted that the call is over. A thread whose stack or heap is
   * exhausted may have no room left to leave by a method; it has room to write this field, and
   * {@link RunDown#sweep} takes the call off the account.
   */
  public volatile boolean isOver;

  private CountedCall(RunDown runDown, Side side, @Nullable Thread thread, boolean isByHand) {
    this.runDown = runDown;
    this.side = side;
    this.thread = thread;
    this.isListed = thread != null;
    this.isByHand = isByHand;
  }

  /** A call on the current thread, which leaves it before it does anything else. */
  static CountedCall onThread(RunDown runDown, Side side) {
    return new CountedCall(runDown, side, Thread.currentThread(), false);
  }

  /** A call that the current thread enters by hand: any thread may leave it. */
  static CountedCall byHand(RunDown runDown, Side side) {
    return new CountedCall(runDown, side, Thread.currentThread(), true);
  }

  /** A call of no pair, for code that has to be linked before it is needed. */
  @SuppressWarnings("NullAway") // it is in no run-down
  static CountedCall ofNobody() {
    return new CountedCall(null, Side.CLIENT, null, false);
  }

  /** A call that goes on without a thread. */
  static CountedCall withoutThread(RunDown runDown, Side side) {
    return new CountedCall(runDown, side, null, false);
  }

  /** A call that has been found as a mark. */
  static CountedCall adopted(RunDown runDown, Marks.Found found) {
    CountedCall call = new CountedCall(runDown, found.side(), found.thread(), false);
    call.marks = found.marks();
    call.depth = found.depth();
    return call;
  }

  /**
   * Comes into an account, whose lock is held. False if the call has left already: its stage was
   * complete before it could be counted.
   */
  boolean comeIn() {
    return STATE.compareAndSet(this, State.NEW, State.IN);
  }

  boolean hasLeft() {
    return state == State.LEFT;
  }

  /**
   * Notes that the call is off its account, whose lock is held, and forgets its thread, because a
   * module may keep the call.
   */
  void end() {
    thread = null;
    marks = null;
    STATE.lazySet(this, State.LEFT); // a release: who has to know it for sure has the lock
  }

  /** Leaves; false if it has left before. */
  boolean leaveIfIn() {
    if (state == State.NEW && STATE.compareAndSet(this, State.NEW, State.LEFT)) {
      return true;
    }
    Stripes.Stripe counted = stripe;
    if (counted != null) {
      Stripes.Leaving leaving = counted.leave(this);
      if (leaving != Stripes.Leaving.ELSEWHERE) {
        return leaving == Stripes.Leaving.LEFT;
      }
    }
    return runDown.leave(this);
  }

  @Override
  public void leave() {
    if (!leaveIfIn()) {
      throw new IllegalStateException("the call by the " + side + " has left already");
    }
  }

  /** Lets the call's thread return to the caller; the call goes on until {@link #leave}. */
  void leaveThread() {
    if (stripe == null || !stripe.leaveThread(this)) {
      runDown.leaveThread(this);
    }
  }

  /**
   * Counts what the current thread does for this call from now on as a call of its own. This thread
   * has to leave that before this call leaves.
   */
  CountedCall part() {
    return runDown.enterPart(side);
  }

  @Override
  public <R> R leaveWith(R result) {
    if (hasLeft()) {
      leave(); // says so
    }
    R answer = AsyncResult.leaveWith(this, result, Object.class);
    leaveThread();
    return answer;
  }

  @Override
  public <D> D nested(D dispatch) {
    return NestedCalls.in(this, runDown, side, dispatch);
  }

  /** What its account says of it. */
  InProgress inProgress() {
    return new InProgress(side, thread, isByHand && thread != null);
  }
}
