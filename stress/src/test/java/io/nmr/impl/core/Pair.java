package io.nmr.impl.core;

import io.nmr.BindingContext;
import io.nmr.DetachCause;
import io.nmr.Side;

/** Makes bindings in the states in which two threads meet. */
final class Pair {
  private static final Parts PARTS = new Parts(new Parts.NoThreads());
  private static final BindingContext<String> CONTEXT = BindingContext.of("");

  private Pair() {}

  /** Both sides have accepted, but the client's callback has not returned. */
  static CoreBinding accepted() {
    CoreBinding binding = PARTS.binding();
    binding.attach(CONTEXT, "");
    binding.accepted(CONTEXT, "");
    return binding;
  }

  /** The provider has declined, and nobody is inside. */
  static CoreBinding declined() {
    CoreBinding binding = PARTS.binding();
    binding.attach(CONTEXT, "");
    binding.declined();
    binding.offerReturned(true);
    return binding;
  }

  /** The binding is bound. */
  static CoreBinding attached() {
    CoreBinding binding = accepted();
    binding.offerReturned(false);
    return binding;
  }

  /** The binding is detached, and nothing is left to wait for. */
  static CoreBinding runDown() {
    CoreBinding binding = attached();
    binding.beginDetach(DetachCause.CLIENT_DEREGISTERED);
    binding.adopt(); // no call was made
    binding.done(Side.CLIENT);
    binding.done(Side.PROVIDER);
    return binding;
  }
}
