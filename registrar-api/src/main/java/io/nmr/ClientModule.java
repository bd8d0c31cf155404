package io.nmr;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The attach callback of a client, which a module implements; {@link ProviderModule} is its mirror
 * image.
 *
 * @param <P> the provider's dispatch interface
 * @param <C> the client's dispatch interface
 */
@FunctionalInterface
@ConsumerType
public interface ClientModule<P, C> {
  /**
   * Offers a provider to this client, which attaches to it or declines: ClientAttachProvider.
   * Called once for each pair, on the thread that registers the later of the two, with no lock of
   * the registrar held. Several threads may call it at once, each with another provider.
   *
   * <p>The client attaches by calling {@link ProviderOffer#attach}. It declines by throwing, or by
   * returning without that call. If it throws after its attach has succeeded, both sides are
   * detached again.
   *
   * @param offer the provider; valid on this thread until this method returns
   * @throws NoInterfaceException to decline (STATUS_NOINTERFACE); anything else that is thrown
   *     declines too, and is logged
   */
  void attachProvider(ProviderOffer<P, C> offer) throws NoInterfaceException;
}
