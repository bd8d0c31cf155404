package io.nmr.runtime;

import io.nmr.Side;
import java.time.Instant;

/**
 * One pair that did not come to be.
 *
 * @param when at what time
 * @param npi the NPIID
 * @param client the client module
 * @param provider the provider module
 * @param by who declined
 * @param reason why, in the words of who declined
 */
public record DeclineDTO(
    Instant when, String npi, String client, String provider, Side by, String reason) {}
