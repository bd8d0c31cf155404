package io.nmr.impl.guard;

import io.nmr.Guard;
import io.nmr.Side;
import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The last call leaves while the last stage completes: one of the two is told of the run-down. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "who completes the stage is told")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "who leaves is told")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "nobody is told: nothing is cleaned up")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "both are told")
@State
public class DoneAgainstLeave {
  private final RunDown runDown =
      new RunDown() {
        @Override
        protected void left(Set<Change> changes) {
          toldOnLeaving = changes.contains(Change.RUN_DOWN) ? 1 : 0;
        }

        @Override
        protected RuntimeException refused(Side caller) {
          return new IllegalStateException();
        }
      };

  private final Guard.Call call = new SideGuard(runDown, Side.CLIENT).enter();
  private int toldOnLeaving;

  public DoneAgainstLeave() {
    runDown.drain();
    runDown.done(Side.PROVIDER);
  }

  @Actor
  public void stage(II_Result told) {
    told.r1 = runDown.done(Side.CLIENT).contains(Change.RUN_DOWN) ? 1 : 0;
  }

  @Actor
  public void caller(II_Result told) {
    call.leave();
    told.r2 = toldOnLeaving;
  }
}
