package io.nmr.runtime;

import io.nmr.DetachCause;
import java.util.Optional;

/**
 * One binding, as it was when the snapshot was taken.
 *
 * @param id the binding's number, unique in this registrar
 * @param npi the NPIID
 * @param client the client's registration
 * @param provider the provider's registration
 * @param state the protocol's state, by its name in the diagram of docs/architecture.md
 * @param isGuarded whether calls go through a guard and are counted
 * @param clientCalls how many calls of the client are in progress
 * @param providerCalls how many calls of the provider are in progress
 * @param detachCause why the binding is being taken apart; empty while it is not
 */
public record BindingSnapshot(
    long id,
    String npi,
    RegistrationSnapshot client,
    RegistrationSnapshot provider,
    String state,
    boolean isGuarded,
    int clientCalls,
    int providerCalls,
    Optional<DetachCause> detachCause) {}
