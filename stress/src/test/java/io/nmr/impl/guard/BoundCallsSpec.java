package io.nmr.impl.guard;

import io.nmr.Side;

/** {@link CountedCallsSpec} for a pair that is bound, and was called once, until it detaches. */
public class BoundCallsSpec extends CountedCallsSpec {
  private boolean isDrained;

  /** Begins with a bound pair whose client has called once. */
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
