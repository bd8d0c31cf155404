package io.nmr;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The registrar, an OSGi service of prototype scope: modules register with it for an NPI, as a
 * provider, as a client or as both, any number of times.
 *
 * <p>Registering offers the newcomer to every opposite registration of the same NPI, each exactly
 * once, in order of registration, on the calling thread, and returns when all have answered. Offers
 * from others that register meanwhile may come on their threads, also before {@code register…} has
 * returned. May be called from any thread and from inside any callback or NPI call; no lock of the
 * registrar is held while a module's code runs.
 *
 * <p>In OSGi each using bundle has its own instance: what was registered through it is
 * deregistered, and waited for, when the bundle stops or releases the service. A release may return
 * at once where the framework is taking the instance back on another thread, as the registrar
 * stops. There the instance is {@link AutoCloseable}, and its {@code close} waits; {@link
 * NetworkModule} does both.
 */
@ProviderType
public interface Registrar {
  /**
   * Registers a provider module: NmrRegisterProvider.
   *
   * @throws IllegalArgumentException if the NPI cannot be guarded as it is declared; the message
   *     names the type or function and says what to do
   * @throws IllegalStateException if the calling bundle, or the registrar, is stopping
   */
  <P, C> Registration registerProvider(ProviderCharacteristics<P, C> characteristics);

  /**
   * Registers a client module: NmrRegisterClient.
   *
   * @throws IllegalArgumentException if the NPI cannot be guarded as it is declared; the message
   *     names the type or function and says what to do
   * @throws IllegalStateException if the calling bundle, or the registrar, is stopping
   */
  <P, C> Registration registerClient(ClientCharacteristics<P, C> characteristics);

  /** Registers a provider module that has no characteristics to tell. */
  default <P, C> Registration registerProvider(Npi<P, C> npi, ProviderModule<P, C> module) {
    return registerProvider(ProviderCharacteristics.of(npi, module));
  }

  /** Registers a client module that has no characteristics to tell. */
  default <P, C> Registration registerClient(Npi<P, C> npi, ClientModule<P, C> module) {
    return registerClient(ClientCharacteristics.of(npi, module));
  }
}
