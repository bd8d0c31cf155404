package io.nmr.impl.guard;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** {@link EntryAgainstClosing} without the barrier; the test must catch it. */
@JCStressTest
@Outcome(
    id = {"0", "2"},
    expect = Expect.ACCEPTABLE,
    desc = "refused, or over before the cleanup")
@Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "cleaned up while inside")
@State
public class BrokenNoBarrier extends Entry {
  @Actor
  public void caller(I_Result seen) {
    seen.r1 = call();
  }

  @Actor
  public void closer() {
    close();
  }

  @Override
  void barrier() {}
}
