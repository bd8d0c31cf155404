package io.nmr.runtime;

import io.nmr.Blocker;
import java.time.Instant;
import java.util.List;

/**
 * A deregistration that is not complete.
 *
 * @param registration what is being deregistered
 * @param since when it began
 * @param isHold whether a bundle's stop is held back by it
 * @param blockers what it waits for
 */
public record PendingDTO(
    RegistrationDTO registration, Instant since, boolean isHold, List<Blocker> blockers) {}
