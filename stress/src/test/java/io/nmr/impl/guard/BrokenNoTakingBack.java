package io.nmr.impl.guard;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** {@link ExitAgainstClosing} with an exit that does not look; the test must catch it. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "all has run down")
@Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "a call that has left is waited for")
@State
public class BrokenNoTakingBack extends Exit {
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

  @Override
  void exit(long[] own, int height, int depth, @Nullable CountedCall call) {
    Broken.unmark(own, height, call);
  }
}
