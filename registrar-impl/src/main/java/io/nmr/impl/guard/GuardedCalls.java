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
 *     long height = own[0];
 *     int way = 0;
 *     CountedCall call = null;
 *     R result;
 *     try {
 *       way = GuardedCalls.enter(this, own);
 *       call = GuardedCalls.newCall(this, way);
 *       GuardedCalls.count(this, own, call);
 *       result = target.f(a);
 *       result = (R) GuardedCalls.exitWith(this, own, height, way, call, result, R.class);
 *     } catch (Throwable thrown) {
 *       own[0] = height;
 *       if (call != null) {
 *         call.isOver = true;
 *       }
 *       GuardedCalls.exitThrowing(this, height, call);
 *       throw thrown;
 *     }
 *     GuardedCalls.unmarked(this, height, way);
 *     return result;
 *   }
 * </pre>
 *
 * <p>All steps that can leave a mark or a count behind are in the handler's range. The last look at
 * the state is not: the mark is gone by then, and each value that a handler may read is one that
 * compiled code has to keep.
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
  /**
   * How a call is in: by a mark of its thread, at the height that the thread's marks had before. A
   * constant in place of that depth leaves compiled code one value less to keep.
   */
  static final int MARKED = 1;

  /** A call inside one of its kind needs no mark. */
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
    this.runDown = same.runDown;
    this.caller = same.caller; // and nothing volatile is written: there is one for each call
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
   * @return {@link #MARKED}, {@link #COVERED} or {@link #COVERED_LATE}; or 0 if the call has to be
   *     counted
   */
  public static int enter(GuardedCalls self, long[] own) {
    RunDown runDown = self.runDown; // kept, for a compiler reads it again after a volatile read
    if (!Marks.hasRoom(own)) {
      return enterUnmarked(self, own, runDown.isMarking());
    }
    int depth = Marks.push(own, runDown.mark(self.caller));
    if (Barrier.IS_NEEDED_ON_ENTRY) {
      VarHandle.fullFence();
    }
    return runDown.isMarking() ? MARKED : takeBack(self, own, depth);
  }

  /** Marking is over, or has not begun. */
  private static int takeBack(GuardedCalls self, long[] own, int depth) {
    Marks.pop(own, depth);
    self.runDown.unmarked(depth);
    return enterUnmarked(self, own, false);
  }

  private static int enterUnmarked(GuardedCalls self, long[] own, boolean isMarking) {
    if (!isCovered(self, own)) {
      return 0;
    }
    return isMarking ? COVERED : self.runDown.coveredDepth(self.caller);
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
  public static @Nullable CountedCall newCall(GuardedCalls self, int way) {
    return way == 0 ? CountedCall.onThread(self.runDown, self.caller) : null;
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

  /** Leaves a call that has returned. If it is marked, {@link #unmarked} has to follow. */
  public static void exit(long[] own, long height, int way, @Nullable CountedCall call) {
    if (way > 0) {
      Marks.pop(own, height);
    } else if (call != null) {
      Marks.pop(own, height);
      call.leave();
    }
  }

  /**
   * Has a look at the state, when the mark is gone: whoever has begun to close the guard may have
   * found the mark. If this fails, a sweep finds that the mark is gone.
   */
  public static void unmarked(GuardedCalls self, long height, int way) {
    if (way > 0) {
      if (Barrier.IS_NEEDED_ON_ENTRY) {
        VarHandle.fullFence();
      }
      if (!self.runDown.isMarking()) {
        self.runDown.unmarked((int) height);
      }
    }
  }

  /**
   * Leaves a call that has thrown, or was not let in, or could not leave: as far as it is in. Its
   * mark is gone already.
   */
  public static void exitThrowing(GuardedCalls self, long height, @Nullable CountedCall call) {
    if (call != null) {
      boolean unused = call.leaveIfIn();
    }
    if (Barrier.IS_NEEDED_ON_ENTRY) {
      VarHandle.fullFence();
    }
    if (!self.runDown.isMarking()) {
      self.runDown.unmarked((int) height);
    }
  }

  /**
   * Leaves, now or when the result has completed. If the call is marked, {@link #unmarked} has to
   * follow.
   *
   * @param type what the interface says it returns
   * @return the result, or what stands for it
   */
  public static @Nullable Object exitWith(
      GuardedCalls self,
      long[] own,
      long height,
      int way,
      @Nullable CountedCall call,
      @Nullable Object result,
      Class<?> type) {
    if (result == null || !AsyncResult.isAsync(result)) {
      exit(own, height, way, call);
      return result;
    }
    CountedCall goesOn = goingOn(self, call);
    return exitGoingOn(self, own, height, way, call, goesOn, result, type);
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
      long height,
      int way,
      @Nullable CountedCall call,
      CountedCall goesOn,
      Object result,
      Class<?> type) {
    Object answer = AsyncResult.leaveWith(goesOn, result, type);
    if (call == null) {
      self.runDown.goOn(goesOn, way > 0 ? (int) height : way);
      exit(own, height, way, null);
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
