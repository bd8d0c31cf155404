package io.nmr.runtime;

/**
 * How often things have happened since the registrar started.
 *
 * @param changes changes of anything that a snapshot shows; while this count stays, so does the
 *     rest
 * @param registrations registrations made
 * @param attached bindings attached
 * @param declined pairs of which a side declined
 * @param detached bindings detached and cleaned up
 * @param abandoned bindings abandoned
 * @param refused calls that a closed guard refused
 * @param failedCallbacks callbacks that threw, and detach stages that failed
 */
public record CountsSnapshot(
    long changes,
    long registrations,
    long attached,
    long declined,
    long detached,
    long abandoned,
    long refused,
    long failedCallbacks) {}
