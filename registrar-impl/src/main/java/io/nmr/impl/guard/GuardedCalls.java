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
 *     int height = (int) own[0];
 *     int depth = 0;
 *     CountedCall call = null;
 *     R result;
 *     try {
 *       depth = GuardedCalls.enter(this, own);
 *       call = GuardedCalls.newCall(this, depth);
 *       GuardedCalls.count(this, own, call);
 *       result = target.f(a);
 *       result = (R) GuardedCalls.exitWith(this, own, height, depth, call, result, R.class);
 *     } catch (Throwable thrown) {
 *       own[0] = height;
 *       if (call != null) {
 *         call.isOver = true;
 *       }
 *       GuardedCalls.exitThrowing(this, height, call);
 *       throw thrown;
 *     }
 *     return result;
 *   }
 * </pre>
 *
 * <p>Whatever is thrown, at whatever step, no mark and no count survives the call. Where a stack
 * overflows or memory is at its end, no method may be callable any more; what the handler writes by
 * itself needs neither a frame nor memory, and is enough: a mark that is gone, or a call that is
 * noted to be over, is taken off the account by {@link RunDown#sweep} if {@code exitThrowing}
 * fails.
 *
 * <p>All methods are static: an instance method could be taken for one of the interface. They are
 * public for the generated classes, which are of another loader.
 */
public abstract class GuardedCalls {
  /** In place of a mark's depth: a call inside one of its kind needs none. */
  static final int COVERED = -1;

  /** The same, where that side's guard had closed before. */
  static final int COVERED_LATE = -2;

  final RunDown runDown;
  final Side caller;

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

  /** For the same calls as that one, whose target it does not keep. */
  GuardedCalls(GuardedCalls same) {
    this(same.runDown, same.caller, null);
  }

  /** Whether it guards the calls of that side in that binding. */
  @SuppressWarnings("ReferenceEquality") // that very binding
  static boolean isOf(GuardedCalls self, RunDown runDown, Side caller) {
    return self.runDown == runDown && self.caller == caller;
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

  /** The call that is to be counted; null if it is marked or covered. Nothing counts it yet. */
  public static @Nullable CountedCall newCall(GuardedCalls self, int depth) {
    return depth == 0 ? CountedCall.onThread(self.runDown, self.caller) : null;
  }

  /**
   * Enters by being counted, if there is such a call.
   *
   * @throws io.nmr.DetachedException if the guard is closed
   */
  public static void count(GuardedCalls self, long[] own, @Nullable CountedCall call) {
    if (call != null) {
      enterOrRefuse(self, call);
      Marks.push(own, ~mark(self)); // no mark of a call that is to be found: it covers others
    }
  }

  static void enterOrRefuse(GuardedCalls self, CountedCall call) {
    if (!self.runDown.enter(call, self instanceof NestedCalls nested ? nested : null)) {
      throw self.runDown.refused(self.caller);
    }
  }

  /** Leaves a call that has returned. */
  public static void exit(
      GuardedCalls self, long[] own, int height, int depth, @Nullable CountedCall call) {
    if (depth > 0) {
      Marks.pop(own, height);
      if (Barrier.IS_NEEDED_ON_ENTRY) {
        VarHandle.fullFence();
      }
      if (!self.runDown.isMarking()) {
        self.runDown.unmarked(height);
      }
    } else if (call != null) {
      Marks.pop(own, height);
      call.leave();
    }
  }

  /**
   * Leaves a call that has thrown, or was not let in, or could not leave: as far as it is in. Its
   * mark is gone already.
   */
  public static void exitThrowing(GuardedCalls self, int height, @Nullable CountedCall call) {
    if (call != null) {
      boolean unused = call.leaveIfIn();
    }
    if (Barrier.IS_NEEDED_ON_ENTRY) {
      VarHandle.fullFence();
    }
    if (!self.runDown.isMarking()) {
      self.runDown.unmarked(height);
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
      int height,
      int depth,
      @Nullable CountedCall call,
      @Nullable Object result,
      Class<?> type) {
    if (result == null || !AsyncResult.isAsync(result)) {
      exit(self, own, height, depth, call);
      return result;
    }
    CountedCall goesOn = goingOn(self, call);
    return exitGoingOn(self, own, height, depth, call, goesOn, result, type);
  }

  /** What the call goes on as, without its thread. */
  static CountedCall goingOn(GuardedCalls self, @Nullable CountedCall call) {
    return call != null ? call : CountedCall.withoutThread(self.runDown, self.caller);
  }

  /**
   * Leaves the thread. What may fail comes first, while the call is still the thread's: only when
   * the end of the result is sure to end the call is it counted without the thread.
   */
  static Object exitGoingOn(
      GuardedCalls self,
      long[] own,
      int height,
      int depth,
      @Nullable CountedCall call,
      CountedCall goesOn,
      Object result,
      Class<?> type) {
    Object answer = AsyncResult.leaveWith(goesOn, result, type);
    if (call == null) {
      self.runDown.goOn(goesOn, depth);
      exit(self, own, height, depth, null);
    } else {
      Marks.pop(own, height);
      call.leaveThread();
    }
    return answer;
  }

  /** What a guarded dispatch says of itself. */
  @Override
  public final String toString() {
    return "guarded dispatch of the " + caller.peer() + " in " + runDown;
  }

  /** A guarded dispatch is equal to itself alone, whatever call it is bound to. */
  @Override
  @SuppressWarnings("ReferenceEquality") // the plain dispatch has no other equality
  public final boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof GuardedCalls guarded && plain(this) == plain(guarded));
  }

  @Override
  public final int hashCode() {
    return System.identityHashCode(plain(this));
  }

  private static Object plain(GuardedCalls self) {
    return self instanceof NestedCalls nested ? NestedCalls.plain(nested) : self;
  }
}
