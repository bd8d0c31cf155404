package io.nmr.impl.guard;

import io.nmr.Side;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What every guarded dispatch has and does: the peer calls it in place of a module's dispatch, and
 * each function enters the guard, calls the module and leaves. {@link GuardClass} generates one
 * subclass for each dispatch interface; a function of one looks like this:
 *
 * <pre>
 *   public R f(A a) {
 *     I target = (I) this.target;
 *     long[] own = GuardedCalls.marks();
 *     int depth = GuardedCalls.enter(this, own);
 *     CountedCall call = null;
 *     R result;
 *     try {
 *       call = GuardedCalls.count(this, depth);
 *       result = target.f(a);
 *       // as any throwable: a mark must not survive the call
 *     } catch (Throwable thrown) {
 *       GuardedCalls.exit(this, own, depth, call);
 *       throw thrown;
 *     }
 *     return (R) GuardedCalls.exitWith(this, own, depth, call, result, R.class);
 *   }
 * </pre>
 *
 * <p>All methods are static: an instance method could be taken for one of the interface. They are
 * public for the generated classes, which are of another loader.
 */
public abstract class GuardedCalls {
  /** In place of a mark's depth: a call inside one of its kind needs none. */
  static final int COVERED = -1;

  /** The same, where that side's guard had closed before. */
  static final int COVERED_LATE = -2;

  private final RunDown runDown;
  private final Side caller;

  /**
   * The module's dispatch; null once dropped, when the guard lets nobody in (R22). Volatile, so
   * that who reads null sees the guard as it was then.
   */
  protected volatile @Nullable Object target;

  /**
   * A guarded dispatch.
   *
   * @param runDown where calls are counted
   * @param caller the side that calls
   * @param target the module's dispatch
   */
  protected GuardedCalls(RunDown runDown, Side caller, @Nullable Object target) {
    this.target = target;
    this.runDown = runDown;
    this.caller = caller;
  }

  private static long mark(GuardedCalls self) {
    return self.runDown.mark(self.caller);
  }

  /** Forgets the module's dispatch, if that is a guarded one: nothing can call it any more. */
  public static void drop(@Nullable Object dispatch) {
    if (dispatch instanceof GuardedCalls guarded) {
      guarded.target = null;
    }
  }

  /** The marks of the current thread. */
  public static long[] marks() {
    return Marks.own();
  }

  /**
   * Enters by a mark, or under one of the same kind that the thread has further out.
   *
   * @return the depth of the mark; {@link #COVERED} or {@link #COVERED_LATE}; or 0 if the call has
   *     to be counted
   */
  public static int enter(GuardedCalls self, long[] own) {
    int depth = Marks.push(own, mark(self));
    if (Barrier.IS_NEEDED_ON_ENTRY) {
      VarHandle.fullFence();
    }
    if (self.runDown.isMarking()) {
      if (depth > 0) {
        return depth;
      }
      return isCovered(self, own) ? COVERED : 0;
    }
    if (depth > 0) {
      Marks.pop(own, depth);
      self.runDown.unmarked(depth);
    }
    return isCovered(self, own) ? self.runDown.coveredDepth(self.caller) : 0;
  }

  /**
   * In a deep recursion counting is no way out: it might be there that the stack overflows, and the
   * count would be wrong for ever. A call is covered by one of its kind that the thread has further
   * out, marked or counted.
   */
  private static boolean isCovered(GuardedCalls self, long[] own) {
    long mark = mark(self);
    return Marks.has(own, mark) || Marks.has(own, ~mark);
  }

  /**
   * Enters by being counted, if there is no mark.
   *
   * @return null if there is
   * @throws io.nmr.DetachedException if the guard is closed
   */
  public static @Nullable CountedCall count(GuardedCalls self, int depth) {
    if (depth != 0) {
      return null;
    }
    CountedCall call = counted(self);
    Marks.push(marks(), ~mark(self)); // no mark of a call that is to be found: it covers others
    return call;
  }

  static CountedCall counted(GuardedCalls self) {
    CountedCall call = self.runDown.enter(self.caller);
    if (call == null) {
      throw self.runDown.refused(self.caller);
    }
    return call;
  }

  /** Leaves; does nothing if the call was not let in. */
  public static void exit(GuardedCalls self, long[] own, int depth, @Nullable CountedCall call) {
    if (depth > 0) {
      Marks.pop(own, depth);
      if (Barrier.IS_NEEDED_ON_ENTRY) {
        VarHandle.fullFence();
      }
      if (!self.runDown.isMarking()) {
        self.runDown.unmarked(depth);
      }
    } else if (call != null) {
      Marks.popLast(own, ~mark(self));
      call.leave();
    }
  }

  /**
   * Leaves, now or when the result has completed.
   *
   * @param type what the interface says it returns
   * @return the result, or what stands for it
   */
  public static @Nullable Object exitWith(
      GuardedCalls self,
      long[] own,
      int depth,
      @Nullable CountedCall call,
      @Nullable Object result,
      Class<?> type) {
    if (result == null || !AsyncResult.isAsync(result)) {
      exit(self, own, depth, call);
      return result;
    }
    CountedCall goesOn = call;
    if (goesOn == null) {
      goesOn = self.runDown.leaveThread(self.caller, depth);
      exit(self, own, depth, null);
    } else {
      Marks.popLast(own, ~mark(self));
      goesOn.leaveThread();
    }
    return AsyncResult.leaveWith(goesOn, result, type);
  }

  /** What a guarded dispatch says of itself. */
  @Override
  public final String toString() {
    return "guarded dispatch of the " + caller.peer() + " in " + runDown;
  }

  /** A guarded dispatch is equal to itself alone. */
  @Override
  public final boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public final int hashCode() {
    return System.identityHashCode(this);
  }
}
