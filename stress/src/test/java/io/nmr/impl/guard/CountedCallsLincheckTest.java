package io.nmr.impl.guard;

import io.nmr.Side;
import io.nmr.impl.Lincheck;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/** Counted calls in both directions, against {@link CountedCallsSpec}. */
class CountedCallsLincheckTest {
  /** The operations on a pair that is not bound. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class Unbound extends CountedCalls {
    @Operation
    public String closeBoth() {
      return runDown.closeBoth().toString();
    }

    @Operation
    public int calls(Side side) {
      return runDown.calls(side);
    }
  }

  /**
   * The operations on a pair that is bound and then detached. Its calls are counted in stripes, and
   * moved to the account when it detaches. The number of calls is not an operation here, because a
   * bound pair's is not exact.
   */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class Bound extends CountedCalls {
    private volatile boolean isDrained;

    public Bound() {
      runDown.open();
      new SideGuard(runDown, Side.CLIENT).enter().leave();
    }

    @Operation
    public boolean drain() {
      boolean isUnsettled = runDown.drain();
      isDrained = true;
      return isUnsettled;
    }

    @Operation
    public String adopt() {
      return isDrained ? runDown.adopt().toString() : "bound";
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

  @Test
  void model_checked() {
    Lincheck.modelCheck(Unbound.class, CountedCallsSpec.class);
  }

  @Test
  void under_stress() {
    Lincheck.stress(Unbound.class, CountedCallsSpec.class);
  }

  @Test
  void of_a_bound_pair_model_checked() {
    Lincheck.modelCheck(Bound.class, BoundCallsSpec.class);
  }

  @Test
  void of_a_bound_pair_under_stress() {
    Lincheck.stress(Bound.class, BoundCallsSpec.class);
  }
}
