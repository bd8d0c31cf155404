package io.nmr;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The attach callback of a provider, which a module implements; {@link ClientModule} is its mirror
 * image.
 *
 * @param <P> the provider's dispatch interface
 * @param <C> the client's dispatch interface
 */
@FunctionalInterface
@ConsumerType
public interface ProviderModule<P, C> {
  /**
   * Attaches a client that has decided to use this provider, or declines it: ProviderAttachClient.
   * Called at most once for each pair, on the thread that registers the later of the two, with no
   * lock of the registrar held. Several threads may call it at once, each with another client.
   *
   * @param offer the client, whose dispatch this provider may call from now on
   * @return the provider's context for this binding, never {@code null}, though its dispatch is
   *     {@code null} where P is {@link Void}
   * @throws NoInterfaceException to decline (STATUS_NOINTERFACE); anything else that is thrown
   *     declines too, and is logged
   */
  BindingContext<? extends P> attachClient(ClientOffer<C> offer) throws NoInterfaceException;
}
