package io.nmr.impl.guard;

import io.nmr.Side;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A guard, its callee, and the steps of the caller, the callee and the closing thread. */
class Subject {
  /** The call was over before anything ended. */
  static final int SAFE = 0;

  /** The callee was cleaned up while the call was inside, which the guard must prevent. */
  static final int CLEANED_UP_INSIDE = 1;

  /** The call was refused. */
  static final int REFUSED = 2;

  final RunDown runDown =
      new RunDown() {
        @Override
        protected void left(Set<Change> changes) {
          cleanUpIf(changes);
        }

        @Override
        protected RuntimeException refused(Side caller) {
          return Refused.INSTANCE;
        }
      };

  final SideGuard guard = new SideGuard(runDown, Side.CLIENT);
  private int cleanedUp; // a plain field: only the guard orders the accesses to it

  /** Whether the closing is done; a callee may stay until then. */
  volatile boolean isThrough;

  Subject() {
    runDown.open();
    guard.enter().leave(); // from the first call on, calls mark
  }

  /** Has no stack trace, because filling one in would take longer than the rest of the test. */
  static final class Refused extends RuntimeException {
    static final Refused INSTANCE = new Refused();

    private Refused() {
      super(null, null, false, false);
    }
  }

  private void cleanUpIf(Set<Change> changes) {
    if (changes.contains(Change.RUN_DOWN)) {
      cleanedUp = CLEANED_UP_INSIDE;
    }
  }

  /** A call by the client, as a guarded dispatch makes it; returns what the callee saw. */
  final int call() {
    return call(GuardedCalls.marks());
  }

  /** Calls with those marks; returns what the callee saw. */
  final int call(long[] own) {
    int height = (int) own[0];
    int depth = enter(own);
    CountedCall call = GuardedCalls.newCall(guard, depth);
    try {
      GuardedCalls.count(guard, own, call);
    } catch (Refused refused) {
      return REFUSED;
    }
    int seen = inside();
    exit(own, height, depth, call);
    return seen;
  }

  /** The callee: stays for a while, and returns whether it has been cleaned up meanwhile. */
  int inside() {
    return cleanedUp;
  }

  int enter(long[] own) {
    return GuardedCalls.enter(guard, own);
  }

  void exit(long[] own, int height, int depth, @Nullable CountedCall call) {
    GuardedCalls.exit(own, height, depth, call);
    GuardedCalls.unmarked(guard, height, depth);
  }

  /** Closes the guard and cleans up when all calls are out, as a deregistration does. */
  final void close() {
    runDown.drain();
    barrier();
    runDown.adopt();
    runDown.done(Side.PROVIDER);
    cleanUpIf(runDown.done(Side.CLIENT));
    isThrough = true;
  }

  void barrier() {
    Barrier.pass();
  }
}
