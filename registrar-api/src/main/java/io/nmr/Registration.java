package io.nmr;

import org.osgi.annotation.versioning.ProviderType;

/** One registration of a module for an NPI: NMR's provider or client handle. Any thread. */
@ProviderType
public interface Registration extends AutoCloseable {
  /** What the peers are told. */
  RegistrationInstance instance();

  /**
   * Ends the offers and begins to detach every peer: NmrDeregisterProvider or NmrDeregisterClient.
   * Runs detach callbacks on this thread and never waits for calls. Idempotent: every call returns
   * the same deregistration.
   */
  Deregistration deregister();

  /**
   * Deregisters, then waits for completion; an interrupt does not end the wait and is kept.
   *
   * @throws IllegalStateException if this thread would wait for itself (see {@link
   *     Deregistration#await()})
   * @throws AbandonedException if the wait was given up for what could not be detached
   */
  @Override
  void close();
}
