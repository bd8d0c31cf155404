package io.nmr.impl.core;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads find at once that all has run down: one of them cleans up (R15). */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "nobody cleans up")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "both clean up")
@State
public class TwoCleanings {
  private final CoreBinding binding = Pair.runDown();

  @Actor
  public void first(II_Result cleansUp) {
    cleansUp.r1 = binding.toCleaning() ? 1 : 0;
  }

  @Actor
  public void second(II_Result cleansUp) {
    cleansUp.r2 = binding.toCleaning() ? 1 : 0;
  }
}
