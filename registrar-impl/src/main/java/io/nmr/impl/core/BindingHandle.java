package io.nmr.impl.core;

import io.nmr.Binding;
import io.nmr.DetachCause;
import io.nmr.Npi;
import io.nmr.RegistrationInstance;
import io.nmr.Side;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One side's handle of a binding. Handles of the same binding and side are equal.
 *
 * @param core the binding
 * @param side whose view it is
 */
record BindingHandle(CoreBinding core, Side side) implements Binding {
  @Override
  public long id() {
    return core.id();
  }

  @Override
  public Npi<?, ?> npi() {
    return core.npi();
  }

  @Override
  public RegistrationInstance client() {
    return core.client.registration.instance();
  }

  @Override
  public RegistrationInstance provider() {
    return core.provider.registration.instance();
  }

  @Override
  public Optional<DetachCause> detachCause() {
    return core.detachCause();
  }

  @Override
  public CompletionStage<Void> peerDetached() {
    return core.peerDetached(side);
  }

  @Override
  public String toString() {
    return core.toString();
  }
}
