package io.nmr.runtime;

import io.nmr.Side;
import java.time.Instant;

/**
 * One pair that did not attach, because a side declined.
 *
 * @param when when the side declined
 * @param npi the NPIID
 * @param client the client module
 * @param provider the provider module
 * @param by the side that declined
 * @param reason the reason that this side gave
 */
public record DeclineEntry(
    Instant when, String npi, String client, String provider, Side by, String reason) {}
