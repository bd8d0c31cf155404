package io.nmr.runtime;

import io.nmr.Blocker;
import java.time.Instant;
import java.util.List;

/**
 * A deregistration that is not complete, or a registration that is still attaching: its register
 * call has not returned.
 *
 * @param registration what is being deregistered, or registered
 * @param since when that began
 * @param isHold whether a bundle's stop is held back by it
 * @param isAttaching whether it is being registered, and waits for an attach callback
 * @param blockers what it waits for; those of a registration that attaches are of the one binding
 *     that is being offered
 */
public record PendingDTO(
    RegistrationDTO registration,
    Instant since,
    boolean isHold,
    boolean isAttaching,
    List<Blocker> blockers) {}
