package io.nmr.runtime;

import java.time.Instant;
import java.util.List;

/**
 * One binding that was abandoned: an operator or a deadline gave up the wait for it.
 *
 * @param when when it was abandoned
 * @param bindingId the binding's id
 * @param npi the NPIID
 * @param client the client module
 * @param provider the provider module
 * @param leftBehind the calls and callbacks that were in progress, each as one line of text
 */
public record AbandonEntry(
    Instant when,
    long bindingId,
    String npi,
    String client,
    String provider,
    List<String> leftBehind) {}
