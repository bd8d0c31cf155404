package io.nmr.impl.guard;

import io.nmr.Guard;
import io.nmr.Side;

/** The guard of one side's calls through one binding. */
public final class SideGuard implements Guard {
  private final RunDown runDown;
  private final Side side;

  /** A guard that enters calls of that side into that account. */
  public SideGuard(RunDown runDown, Side side) {
    this.runDown = runDown;
    this.side = side;
  }

  @Override
  public CountedCall enter() {
    CountedCall call = runDown.enter(side);
    if (call == null) {
      throw runDown.owner().refused(side);
    }
    return call;
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
    public void leave() {}

    @Override
    public <R> R leaveWith(R result) {
      return result;
    }
  }
}
