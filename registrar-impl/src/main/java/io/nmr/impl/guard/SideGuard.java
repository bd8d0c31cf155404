package io.nmr.impl.guard;

import io.nmr.Guard;
import io.nmr.Side;

/** The guard of one side's calls through one binding, for entering by hand. */
public final class SideGuard extends GuardedCalls implements Guard {
  /** A guard of calls that are made by that side and counted there. */
  public SideGuard(RunDown runDown, Side side) {
    super(runDown, side, null);
  }

  /** Counts at once: such a call may end on any thread and in any order. */
  @Override
  public Call enter() {
    return counted(this);
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the result, null or not, has its caller's type
  public <R, X extends Exception> R run(Work<? extends R, X> work) throws X {
    long[] own = marks();
    int depth = enter(this, own);
    CountedCall call = null;
    R result;
    try {
      call = count(this, depth);
      result = work.run();
    } catch (Throwable thrown) {
      exit(this, own, depth, call);
      throw thrown;
    }
    return (R) exitWith(this, own, depth, call, result, Object.class);
  }

  /** The guard of an unguarded NPI: counts nothing, refuses nothing. */
  public static Guard open() {
    return Open.INSTANCE;
  }

  private enum Open implements Guard, Guard.Call {
    INSTANCE;

    @Override
    public Call enter() {
      return this;
    }

    @Override
    public <R, X extends Exception> R run(Work<? extends R, X> work) throws X {
      return work.run();
    }

    @Override
    public void leave() {}

    @Override
    public <R> R leaveWith(R result) {
      return result;
    }
  }
}
