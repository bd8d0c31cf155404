package io.nmr.impl.core;

import static io.nmr.impl.core.BindingState.ABANDONED;
import static io.nmr.impl.core.BindingState.ACCEPTED;
import static io.nmr.impl.core.BindingState.ATTACHED;
import static io.nmr.impl.core.BindingState.ATTACHING;
import static io.nmr.impl.core.BindingState.CLEANING;
import static io.nmr.impl.core.BindingState.DECLINED;
import static io.nmr.impl.core.BindingState.DETACHING;
import static io.nmr.impl.core.BindingState.GONE;
import static io.nmr.impl.core.BindingState.OFFERED;

import io.nmr.Side;
import io.nmr.impl.guard.CountedCallsSpec;
import java.util.EnumSet;
import java.util.Set;

/**
 * Specifies the transitions pictured in {@link BindingState}; {@link CountedCallsSpec} the calls.
 */
public class BindingSpec {
  static final Set<BindingState> TAKEN_APART = EnumSet.of(DETACHING, ABANDONED, CLEANING, GONE);

  private final CountedCallsSpec calls = new CountedCallsSpec();
  private final Set<Side> deregistering = EnumSet.noneOf(Side.class);
  private final Set<Side> hasLeft = EnumSet.noneOf(Side.class);
  private BindingState state = OFFERED;
  private boolean isOffering = true;
  private boolean wasBound;
  private int step; // of the offering thread: attach, answer, returned

  private boolean go(BindingState from, BindingState to) {
    boolean isFrom = state == from;
    state = isFrom ? to : state;
    return isFrom;
  }

  public String attach() {
    if (step != 0) {
      return "not now";
    }
    boolean isFirst = go(OFFERED, ATTACHING);
    step = isFirst ? 1 : 0;
    return "attach " + isFirst;
  }

  public String answer(boolean accepts) {
    if (step != 1) {
      return "not now";
    }
    step = 2;
    if (accepts) {
      wasBound = go(ATTACHING, ACCEPTED);
      return "accepted " + wasBound;
    }
    if (go(ATTACHING, DECLINED)) {
      calls.closeBoth();
    }
    return "declined";
  }

  public String offerReturned(boolean hasThrown) {
    if (step == 1 || step == 3) {
      return "not now";
    }
    step = 3;
    isOffering = false;
    if (go(OFFERED, DECLINED)) {
      calls.closeBoth();
      return "DECLINED_BY_CLIENT";
    }
    if (state == ACCEPTED && (hasThrown || !deregistering.isEmpty())) {
      detach();
      return "TO_DETACH";
    }
    if (go(ACCEPTED, ATTACHED)) {
      calls.open();
      return "ATTACHED";
    }
    return state == ABANDONED ? "ABANDONED" : "DECLINED_BY_PROVIDER";
  }

  private void detach() {
    state = DETACHING;
    calls.drain();
  }

  public void deregister(Side side) {
    deregistering.add(side);
  }

  public boolean beginDetach() {
    boolean isMine = state == ATTACHED;
    if (isMine) {
      detach();
    }
    return isMine;
  }

  public String adopt() {
    return calls.adopt();
  }

  public String done(Side side) {
    return TAKEN_APART.contains(state) ? calls.done(side) : "not now";
  }

  public boolean enter(Side side, int thread) {
    return calls.enter(side, thread);
  }

  public void leave(int thread) {
    calls.leave(thread);
  }

  public boolean toCleaning() {
    return calls.hasRunDown()
        && (go(DETACHING, CLEANING) || (!isOffering && go(ABANDONED, CLEANING)));
  }

  public boolean toGone() {
    return go(CLEANING, GONE);
  }

  public String abandon() {
    Set<Side> leaving = EnumSet.noneOf(Side.class);
    leaving.addAll(deregistering);
    leaving.removeAll(hasLeft);
    if (state == GONE || leaving.isEmpty()) {
      return "nobody waits";
    }
    String before = state.name();
    state = state == CLEANING ? CLEANING : ABANDONED;
    hasLeft.addAll(leaving);
    boolean isUnsettled = calls.drain();
    calls.cutOff();
    leaving.forEach(calls::done);
    if (!wasBound) {
      calls.done(Side.CLIENT); // its attach will throw
    }
    return before + " " + leaving + " " + isUnsettled;
  }

  public boolean isDeclinedAndOver() {
    return !isOffering && calls.hasRunDown() && go(DECLINED, GONE);
  }

  public boolean hasPeerDetached(Side side) {
    return state == GONE || calls.hasEnded(side.peer());
  }

  public String state() {
    return state.name();
  }
}
