package io.nmr;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The registrar, with which modules register as providers and clients of NPIs. It is an OSGi
 * service of prototype scope. A module may register any number of times, in either role.
 *
 * <p>Registering offers the newcomer to every opposite registration of the same NPI, each exactly
 * once, in order of registration, on the calling thread, and returns when all have answered. A peer
 * that registers meanwhile is offered on its own thread, possibly before {@code register…} has
 * returned. The methods may be called from any thread and from inside any callback or NPI call; the
 * registrar holds no lock while a module's code runs.
 *
 * <p>In OSGi each bundle that gets the service has an instance of its own. When the bundle stops or
 * releases the service, the registrar deregisters all that was registered through that instance and
 * waits until it is detached. If the registrar itself is stopping, the framework may be taking the
 * instance back on another thread, and the release returns at once; the instance is {@link
 * AutoCloseable}, and its {@code close} waits. {@link NetworkModule} does both.
 */
@ProviderType
public interface Registrar {
  /**
   * Registers a provider module: NmrRegisterProvider. Clients are offered it on this thread.
   *
   * @param <P> the provider's dispatch interface
   * @param <C> the client's dispatch interface
   * @param characteristics the NPI, the attach callback, and what peers are told
   * @return the handle to deregister with
   * @throws IllegalArgumentException if the NPI cannot be guarded as it is declared; the message
   *     names the type or function and says what to do
   * @throws IllegalStateException if the calling bundle, or the registrar, is stopping
   */
  <P, C> Registration registerProvider(ProviderCharacteristics<P, C> characteristics);

  /**
   * Registers a client module: NmrRegisterClient. It is offered every provider on this thread.
   *
   * @param <P> the provider's dispatch interface
   * @param <C> the client's dispatch interface
   * @param characteristics the NPI, the attach callback, and what peers are told
   * @return the handle to deregister with
   * @throws IllegalArgumentException if the NPI cannot be guarded as it is declared; the message
   *     names the type or function and says what to do
   * @throws IllegalStateException if the calling bundle, or the registrar, is stopping
   */
  <P, C> Registration registerClient(ClientCharacteristics<P, C> characteristics);

  /**
   * Registers a provider module with the default module id, number 0 and no characteristics.
   *
   * @param <P> the provider's dispatch interface
   * @param <C> the client's dispatch interface
   * @param npi the NPI to register for
   * @param module the attach callback
   * @return the handle to deregister with
   */
  default <P, C> Registration registerProvider(Npi<P, C> npi, ProviderModule<P, C> module) {
    return registerProvider(ProviderCharacteristics.of(npi, module));
  }

  /**
   * Registers a client module with the default module id, number 0 and no characteristics.
   *
   * @param <P> the provider's dispatch interface
   * @param <C> the client's dispatch interface
   * @param npi the NPI to register for
   * @param module the attach callback
   * @return the handle to deregister with
   */
  default <P, C> Registration registerClient(Npi<P, C> npi, ClientModule<P, C> module) {
    return registerClient(ClientCharacteristics.of(npi, module));
  }
}
