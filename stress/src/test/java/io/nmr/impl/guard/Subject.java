package io.nmr.impl.guard;

import io.nmr.Side;
import io.nmr.impl.guard.RunDown.Change;
import java.util.Set;

/** A guard, what it protects, and the steps of the three who have to do with it. */
class Subject implements RunDown.Owner {
  /** The call was refused, or was over before anything ended. */
  static final int SAFE = 0;

  /** The callee was cleaned up while the call was inside: what the guard is there to prevent. */
  static final int CLEANED_UP_INSIDE = 1;

  final RunDown runDown = new RunDown(this);
  private final long mark = runDown.mark(Side.CLIENT);
  private int cleanedUp; // plain: the guard alone orders what touches it

  Subject() {
    runDown.open();
  }

  @Override
  public void left(Set<Change> changes) {
    cleanUpIf(changes);
  }

  @Override
  public RuntimeException refused(Side caller) {
    return new IllegalStateException();
  }

  private void cleanUpIf(Set<Change> changes) {
    if (changes.contains(Change.RUN_DOWN)) {
      cleanedUp = CLEANED_UP_INSIDE;
    }
  }

  /** A call by the client, as {@link GuardedCalls} makes it; returns what the callee saw. */
  final int call() {
    long[] own = Marks.own();
    int depth = enter(own);
    if (depth > 0) {
      int seen = cleanedUp;
      exit(own, depth);
      return seen;
    }
    CountedCall call = runDown.enter(Side.CLIENT);
    if (call == null) {
      return SAFE;
    }
    int seen = cleanedUp;
    call.leave();
    return seen;
  }

  /** Enters, and returns inside. */
  int enter(long[] own) {
    int depth = Marks.push(own, mark);
    if (Barrier.IS_NEEDED_ON_ENTRY) {
      java.lang.invoke.VarHandle.fullFence();
    }
    if (runDown.isMarking()) {
      return depth;
    }
    Marks.pop(own, depth);
    runDown.unmarked(depth);
    return 0;
  }

  void exit(long[] own, int depth) {
    Marks.pop(own, depth);
    if (Barrier.IS_NEEDED_ON_ENTRY) {
      java.lang.invoke.VarHandle.fullFence();
    }
    if (!runDown.isMarking()) {
      runDown.unmarked(depth);
    }
  }

  /** Closes the guard and cleans up when all calls are out, as a deregistration does. */
  final void close() {
    runDown.drain();
    barrier();
    runDown.adopt();
    runDown.done(Side.PROVIDER);
    cleanUpIf(runDown.done(Side.CLIENT));
  }

  void barrier() {
    RunDown.passBarrier();
  }
}
