package io.nmr;

import org.osgi.annotation.versioning.ProviderType;

/**
 * One registration of a module for an NPI: NMR's provider or client handle. Any thread, also from
 * inside callbacks and NPI calls.
 */
@ProviderType
public interface Registration extends AutoCloseable {
  /** {@return what this registration tells its peers about itself} */
  RegistrationInstance instance();

  /**
   * Ends the offers and begins to detach every peer: NmrDeregisterProvider or NmrDeregisterClient.
   * Runs detach callbacks on this thread and never waits for calls to end. Idempotent: every call
   * returns the same deregistration.
   *
   * @return the deregistration, to ask or wait for
   */
  Deregistration deregister();

  /**
   * Deregisters and waits until every peer is detached and cleaned up. An interrupt does not end
   * the wait; the thread's interrupt status is set when it returns.
   *
   * @throws IllegalStateException if this thread would wait for itself (see {@link
   *     Deregistration#await()})
   * @throws AbandonedException if a binding was abandoned, by an operator or by the deadline
   */
  @Override
  void close();
}
