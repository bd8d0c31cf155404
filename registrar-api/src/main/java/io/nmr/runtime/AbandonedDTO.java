package io.nmr.runtime;

import java.time.Instant;
import java.util.List;

/**
 * A binding whose wait was given up.
 *
 * @param when at what time
 * @param bindingId the binding
 * @param npi the NPIID
 * @param client the client module
 * @param provider the provider module
 * @param leftBehind what was still in progress, in words
 */
public record AbandonedDTO(
    Instant when,
    long bindingId,
    String npi,
    String client,
    String provider,
    List<String> leftBehind) {}
