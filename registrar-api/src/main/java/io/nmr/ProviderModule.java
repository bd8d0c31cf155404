package io.nmr;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A provider's side of the attach handshake. Mirrors {@link ClientModule}.
 *
 * @param <P> the provider's dispatch interface
 * @param <C> the client's dispatch interface
 */
@FunctionalInterface
@ConsumerType
public interface ProviderModule<P, C> {
  /**
   * A client that has decided to attach asks this provider: ProviderAttachClient. Called once for
   * each pair, on the thread that registers the later of the two, with no lock held; several
   * clients may ask at once on their threads.
   *
   * @param offer the client; its dispatch may be called from now on
   * @return the provider's context for this binding, never {@code null}; only its dispatch is
   *     {@code null} where P is {@link Void}
   * @throws NoInterfaceException to decline (STATUS_NOINTERFACE); anything else that is thrown
   *     declines too, and is logged
   */
  BindingContext<? extends P> attachClient(ClientOffer<C> offer) throws NoInterfaceException;
}
