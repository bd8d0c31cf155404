package io.nmr.impl.guard;

import io.nmr.Guard;
import io.nmr.Side;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The guard of one side's calls through one binding, which a module enters by hand or runs its work
 * in. It guards no dispatch of its own; its {@code target} is the prototype of the dispatches that
 * it hands to work.
 */
public final class SideGuard extends GuardedCalls implements Guard {
  /** A guard of calls that are made by that side and counted there. */
  public SideGuard(RunDown runDown, Side side) {
    super(runDown, side, null);
  }

  /** Enters and counts the call, because such a call may end on any thread and in any order. */
  @Override
  public Call enter() {
    CountedCall call = CountedCall.byHand(runDown, caller);
    try {
      enterOrRefuse(this, call, null);
      return call;
    } catch (Throwable thrown) { // nobody has the call who could leave it
      call.isOver = true;
      boolean unused = call.leaveIfIn();
      throw thrown;
    }
  }

  @Override
  public <R, X extends Exception> R run(Work<? extends R, X> work) throws X {
    return in(null, dispatch -> work.run());
  }

  @Override
  @SuppressWarnings("unchecked") // the copy has the type of the dispatch
  public <D, R, X extends Exception> R run(D dispatch, CallingWork<? super D, ? extends R, X> work)
      throws X {
    Objects.requireNonNull(work, "work");
    return in(prototype(dispatch), (CallingWork<? super NestedCalls, ? extends R, X>) work);
  }

  /** The prototype for that dispatch, which is kept: in a binding a side calls one dispatch. */
  private NestedCalls prototype(Object dispatch) {
    Object known = target;
    if (known instanceof NestedCalls prototype && NestedCalls.isFor(prototype, dispatch)) {
      return prototype;
    }
    NestedCalls made = NestedCalls.prototype(dispatch, runDown, caller);
    target = made;
    return made;
  }

  /**
   * Does what a generated function does (see {@link GuardedCalls}), with work in place of a call of
   * the module's dispatch. The dispatch for the work is made in this method, where the compiler may
   * find that it never leaves the call, and then allocates nothing.
   */
  @SuppressWarnings("NullAway") // work that gets no dispatch takes no notice of it
  private <R, X extends Exception> R in(
      @Nullable NestedCalls prototype, CallingWork<? super NestedCalls, ? extends R, X> work)
      throws X {
    NestedCalls inCall = prototype == null ? null : NestedCalls.copyOf(prototype);
    long[] own = marks();
    int height = (int) own[0];
    int way;
    CountedCall call = null;
    R result;
    try {
      way = enter(this, own);
      call = newCall(this, way);
      count(this, own, call);
      if (inCall != null) {
        NestedCalls.begin(inCall, way, call);
      }
      result = leaveWith(own, height, way, call, inCall, work.run(inCall));
    } catch (Throwable thrown) {
      own[0] = height;
      if (inCall != null) {
        inCall.isOver = true;
      }
      if (call != null) {
        call.isOver = true;
      }
      exitThrowing(this, height, call);
      throw thrown;
    }
    unmarked(this, height, way);
    return result;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the result, null or not, has its caller's type
  private <R> R leaveWith(
      long[] own,
      int height,
      int way,
      @Nullable CountedCall call,
      @Nullable NestedCalls inCall,
      R result) {
    if (result == null || !AsyncResult.isAsync(result)) {
      if (inCall != null) {
        NestedCalls.end(inCall);
      }
      exit(own, height, way, call);
      return result;
    }
    CountedCall goesOn = goingOn(this, call);
    if (inCall != null) {
      NestedCalls.goOn(inCall, goesOn);
    }
    return (R) exitGoingOn(this, own, height, way, call, goesOn, result, Object.class);
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
    public <D, R, X extends Exception> R run(
        D dispatch, CallingWork<? super D, ? extends R, X> work) throws X {
      return work.run(dispatch);
    }

    @Override
    public void leave() {}

    @Override
    public <R> R leaveWith(R result) {
      return result;
    }

    @Override
    public <D> D nested(D dispatch) {
      return dispatch;
    }
  }
}
