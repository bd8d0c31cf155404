package io.nmr.runtime;

/**
 * Counts since the registrar started.
 *
 * @param changes how often anything that a snapshot shows has changed; equal means nothing has
 * @param registrations registrations made
 * @param attached bindings attached
 * @param declined pairs declined
 * @param detached bindings cleaned up
 * @param abandoned bindings abandoned
 * @param refused calls refused by a closed guard
 * @param failedCallbacks callbacks that threw, and detach stages that failed
 */
public record CountsDTO(
    long changes,
    long registrations,
    long attached,
    long declined,
    long detached,
    long abandoned,
    long refused,
    long failedCallbacks) {}
