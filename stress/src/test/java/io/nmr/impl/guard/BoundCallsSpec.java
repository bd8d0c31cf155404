package io.nmr.impl.guard;

import io.nmr.Side;

/** The same of a pair that is bound, and called once, until it is taken apart. */
public class BoundCallsSpec extends CountedCallsSpec {
  private boolean isDrained;

  /** Bound. */
  public BoundCallsSpec() {
    open();
    enter(Side.CLIENT, -1);
    leave(-1);
  }

  @Override
  public boolean drain() {
    isDrained = true;
    return super.drain();
  }

  @Override
  public String adopt() {
    return isDrained ? super.adopt() : "bound";
  }

  @Override
  public String done(Side side) {
    return isDrained ? super.done(side) : "bound";
  }

  @Override
  public String cutOff() {
    return isDrained ? super.cutOff() : "bound";
  }
}
