package io.nmr.impl.guard;

import io.nmr.Side;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A guarded dispatch, which the peer calls in place of a module's own: each of its functions enters
 * the guard, calls the module and leaves the guard. {@link GuardClass} generates one subclass for
 * each dispatch interface; a function of such a subclass looks like this:
 *
 * <pre>
 *   public R f(A a) {
 *     long[] own = GuardedCalls.marks();
 *     int height = (int) own[0];
 *     int way = 0;
 *     CountedCall call = null;
 *     R result;
 *     try {
 *       way = GuardedCalls.enter(this, own);
 *       call = GuardedCalls.newCall(this, way);
 *       GuardedCalls.count(this, own, call);
 *       result = ((I) GuardedCalls.target(this)).f(a);
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
 * <p>All steps that can leave a mark or a count behind are in the handler's range. The last step,
 * {@code unmarked}, is outside it, because the mark is gone by then and compiled code has to keep
 * every value that a handler may read.
 *
 * <p>Whatever is thrown, at whatever step, no mark and no count survives the call. Where the stack
 * or the heap is exhausted the handler may not be able to call a method. What it writes itself
 * needs neither a frame nor memory, and is enough: if {@code exitThrowing} fails, {@link
 * RunDown#sweep} finds that the mark is gone, or that the call is over, and takes the call off the
 * account.
 *
 * <p>This code is on the way of every call, so how it compiles matters as much as what it says:
 *
 * <ul>
 *   <li>{@code height} is an {@code int}, so that it is one value together with the mark's index.
 *   <li>The module's dispatch is read when the call is in, so that it is not kept during the entry.
 *   <li>What happens seldom is a method of its own: HotSpot inlines no method whose code has grown
 *       beyond 2,500 bytes, and {@link SideGuard} with a function of the interface inside comes
 *       close to that.
 * </ul>
 *
 * <p>All methods are static, because an instance method could be taken for one of the interface.
 * They are public for the generated classes, which are of another loader.
 */
public abstract class GuardedCalls {
  /**
   * The call is in by a mark of its thread, at the height that the thread's marks had before. This
   * constant stands for that depth, so that compiled code has one value less to keep.
   */
  static final int MARKED = 1;

  /** The call is inside another one of the same pair and side, and needs no mark. */
  static final int COVERED = -1;

  /** The same as {@link #COVERED}, where the guard of that side had closed before. */
  static final int COVERED_LATE = -2;

  final RunDown runDown;
  final Side caller;

  /**
   * The module's dispatch; null from when it is dropped, which happens when the guard lets nobody
   * in any more (R22).
   */
  volatile @Nullable Object target;

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

  /** Whether it guards the calls of that side in that binding. */
  @SuppressWarnings("ReferenceEquality") // that very binding
  static boolean isOf(GuardedCalls self, RunDown runDown, Side caller) {
    return self.runDown == runDown && self.caller == caller;
  }

  private static long mark(GuardedCalls self) {
    return self.runDown.mark(self.caller);
  }

  /** Forgets the module's own dispatch, if that dispatch is a guarded one: no call is let in. */
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
    if (!Marks.hasRoom(own)) {
      return enterUnmarked(self, own, self.runDown.isMarking());
    }
    // Read here: before the branch above it would be one more value to keep at that branch, and
    // without this local it would be read twice, because of the volatile read.
    RunDown runDown = self.runDown;
    int unused = Marks.push(own, runDown.mark(self.caller));
    if (Barrier.IS_NEEDED_ON_ENTRY) {
      VarHandle.fullFence();
    }
    return runDown.isMarking() ? MARKED : takeBack(self, own);
  }

  /** Takes back the mark that this thread has just made: marking is over, or has not begun. */
  private static int takeBack(GuardedCalls self, long[] own) {
    int depth = (int) own[0] - 1;
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
   * Whether the current thread is inside another call of the same pair and side, be that marked or
   * counted. Such a call is not counted even where there is no room for its mark: in a deep
   * recursion the stack might overflow while it is counted, and the count would stay wrong.
   */
  private static boolean isCovered(GuardedCalls self, long[] own) {
    long mark = mark(self);
    return Marks.has(own, mark) || Marks.has(own, ~mark);
  }

  /**
   * The module's dispatch, for a call that is in. Read when the call is in, and not before: an
   * entry has enough to keep.
   *
   * @throws io.nmr.DetachedException if it was dropped since: the binding has been abandoned
   */
  public static Object target(GuardedCalls self) {
    Object target = self.target;
    if (target == null) {
      throw self.runDown.refused(self.caller);
    }
    return target;
  }

  /** Makes the call that is to be counted, and does not count it; null if it needs no counting. */
  public static @Nullable CountedCall newCall(GuardedCalls self, int way) {
    return way == 0 ? CountedCall.onThread(self.runDown, self.caller) : null;
  }

  /**
   * Counts that call, if there is one.
   *
   * @throws io.nmr.DetachedException if the guard is closed
   */
  public static void count(GuardedCalls self, long[] own, @Nullable CountedCall call) {
    if (call != null) {
      count(self, own, call, null);
    }
  }

  /**
   * Counts a call.
   *
   * @param within the call that it is done for, where it is done for one
   */
  static void count(GuardedCalls self, long[] own, CountedCall call, @Nullable NestedCalls within) {
    enterOrRefuse(self, call, within);
    Marks.push(own, ~mark(self)); // covers calls inside this one; nobody finds it as a mark
  }

  static void enterOrRefuse(GuardedCalls self, CountedCall call, @Nullable NestedCalls within) {
    if (!self.runDown.enter(call, within)) {
      throw self.runDown.refused(self.caller);
    }
  }

  /** Leaves a call that has returned. If it is marked, {@link #unmarked} has to follow. */
  public static void exit(long[] own, int height, int way, @Nullable CountedCall call) {
    if (way > 0) {
      Marks.pop(own, height);
    } else if (call != null) {
      Marks.pop(own, height);
      call.leave();
    }
  }

  /**
   * Looks at the state after the mark has gone, because whoever has begun to close the guard may
   * have found that mark. If this method fails, a sweep finds that the mark is gone.
   */
  public static void unmarked(GuardedCalls self, int height, int way) {
    if (way > 0) {
      if (Barrier.IS_NEEDED_ON_ENTRY) {
        VarHandle.fullFence();
      }
      if (!self.runDown.isMarking()) {
        self.runDown.unmarked(height);
      }
    }
  }

  /**
   * Leaves a call that has thrown, that was not let in, or that could not leave. Its mark is gone
   * already; if it is counted, it leaves the account.
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
   * Leaves, now or when the result has completed. If the call is marked, {@link #unmarked} has to
   * follow.
   *
   * @param type what the interface says it returns
   * @return the result, or what stands for it
   */
  public static @Nullable Object exitWith(
      GuardedCalls self,
      long[] own,
      int height,
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

  /** The counted call as which a call goes on without its thread. */
  static CountedCall goingOn(GuardedCalls self, @Nullable CountedCall call) {
    return call != null ? call : CountedCall.withoutThread(self.runDown, self.caller);
  }

  /**
   * Has the call go on without the current thread until the result has completed. The steps that
   * may fail come first, while the call is still the thread's: it is counted without the thread
   * only when the completion of the result is sure to end it.
   */
  static Object exitGoingOn(
      GuardedCalls self,
      long[] own,
      int height,
      int way,
      @Nullable CountedCall call,
      CountedCall goesOn,
      Object result,
      Class<?> type) {
    Object answer = AsyncResult.leaveWith(goesOn, result, type);
    if (call == null) {
      self.runDown.goOn(goesOn, way > 0 ? height : way);
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
  public final boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof NestedCalls nested && NestedCalls.isFor(nested, this));
  }

  @Override
  public final int hashCode() {
    return System.identityHashCode(this);
  }
}
