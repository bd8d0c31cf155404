package io.nmr.impl.guard;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The guard waits for no call that has left: when both threads are done, all has run down. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "all has run down")
@Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "a call that has left is waited for")
@State
public class ExitAgainstClosing extends Exit {
  @Actor
  public void caller() {
    call();
  }

  @Actor
  public void closer() {
    close();
  }

  @Arbiter
  public void end(I_Result seen) {
    seen.r1 = runDown.hasRunDown() ? 1 : 0;
  }
}
