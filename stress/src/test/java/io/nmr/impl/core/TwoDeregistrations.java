package io.nmr.impl.core;

import io.nmr.DetachCause;
import io.nmr.Side;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Both sides deregister at once: one of them detaches the pair (R18). */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the client")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the provider")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "nobody detaches")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "both detach")
@State
public class TwoDeregistrations {
  private final CoreBinding binding = Pair.attached();

  @Actor
  public void client(II_Result detaches) {
    binding.side(Side.CLIENT).registration.beginDeregister();
    detaches.r1 = binding.beginDetach(DetachCause.CLIENT_DEREGISTERED) ? 1 : 0;
  }

  @Actor
  public void provider(II_Result detaches) {
    binding.side(Side.PROVIDER).registration.beginDeregister();
    detaches.r2 = binding.beginDetach(DetachCause.PROVIDER_DEREGISTERED) ? 1 : 0;
  }
}
