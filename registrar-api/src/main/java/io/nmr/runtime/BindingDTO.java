package io.nmr.runtime;

import io.nmr.DetachCause;
import java.util.Optional;

/**
 * One binding.
 *
 * @param id unique in this registrar
 * @param npi the NPIID
 * @param client the client's registration
 * @param provider the provider's registration
 * @param state where the protocol stands, in the words of the architecture document's diagram
 * @param isGuarded whether calls are counted
 * @param clientCalls calls of the client in progress
 * @param providerCalls calls of the provider in progress
 * @param detachCause why it is being taken apart, if it is
 */
public record BindingDTO(
    long id,
    String npi,
    RegistrationDTO client,
    RegistrationDTO provider,
    String state,
    boolean isGuarded,
    int clientCalls,
    int providerCalls,
    Optional<DetachCause> detachCause) {}
