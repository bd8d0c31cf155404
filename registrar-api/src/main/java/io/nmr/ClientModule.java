package io.nmr;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A client's side of the attach handshake. Mirrors {@link ProviderModule}.
 *
 * @param <P> the provider's dispatch interface
 * @param <C> the client's dispatch interface
 */
@FunctionalInterface
@ConsumerType
public interface ClientModule<P, C> {
  /**
   * A provider is offered to this client: ClientAttachProvider. Called once for each pair, on the
   * thread that registers the later of the two, with no lock held; several offers may come at once
   * on their threads.
   *
   * <p>The client declines by throwing, or by returning without a call of {@link
   * ProviderOffer#attach}. If it throws after its attach succeeded, both sides are detached again.
   *
   * @param offer the provider, good on this thread until this method returns
   * @throws NoInterfaceException to decline (STATUS_NOINTERFACE); anything else that is thrown
   *     declines too, and is logged
   */
  void attachProvider(ProviderOffer<P, C> offer) throws NoInterfaceException;
}
