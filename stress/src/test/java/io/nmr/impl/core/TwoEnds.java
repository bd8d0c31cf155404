package io.nmr.impl.core;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads find that the last call of a declined pair has left: one of them ends it (R7). */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "nobody tells")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "both tell")
@State
public class TwoEnds {
  private final CoreBinding binding = Pair.declined();

  @Actor
  public void first(II_Result tells) {
    tells.r1 = binding.endDeclined() ? 1 : 0;
  }

  @Actor
  public void second(II_Result tells) {
    tells.r2 = binding.endDeclined() ? 1 : 0;
  }
}
