package io.nmr.impl.core;

import io.nmr.BindingContext;
import io.nmr.DetachCause;
import io.nmr.Side;

/** A new binding in the state in which threads meet. */
final class Pair {
  private static final Parts PARTS = new Parts(new Parts.NoThreads());
  private static final BindingContext<String> CONTEXT = BindingContext.of("");

  private Pair() {}

  /** Both have said yes, the client's callback has not returned. */
  static CoreBinding accepted() {
    CoreBinding binding = PARTS.binding();
    binding.attach(CONTEXT, "");
    binding.accepted(CONTEXT, "");
    return binding;
  }

  /** Bound. */
  static CoreBinding attached() {
    CoreBinding binding = accepted();
    binding.offerReturned(false);
    return binding;
  }

  /** Detached, with nothing left to wait for. */
  static CoreBinding runDown() {
    CoreBinding binding = attached();
    binding.beginDetach(DetachCause.CLIENT_DEREGISTERED);
    binding.adopt(); // nobody has called
    binding.done(Side.CLIENT);
    binding.done(Side.PROVIDER);
    return binding;
  }
}
