package io.nmr.impl.core;

import io.nmr.DetachCause;
import io.nmr.Side;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** An offer returns while a side deregisters: one of the two threads detaches the pair (R17). */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the offering thread detaches")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the deregistering thread detaches")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "nobody detaches")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "both detach")
@State
public class DeregisteringAgainstOffer {
  private final CoreBinding binding = Pair.accepted();

  @Actor
  public void offering(II_Result detaches) {
    detaches.r1 = binding.offerReturned(false) == CoreBinding.OfferOutcome.TO_DETACH ? 1 : 0;
  }

  @Actor
  public void deregistering(II_Result detaches) {
    binding.side(Side.PROVIDER).registration.beginDeregister();
    detaches.r2 = binding.beginDetach(DetachCause.PROVIDER_DEREGISTERED) ? 1 : 0;
  }
}
