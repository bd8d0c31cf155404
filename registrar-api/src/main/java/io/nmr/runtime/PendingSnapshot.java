package io.nmr.runtime;

import io.nmr.Blocker;
import java.time.Instant;
import java.util.List;

/**
 * One deregistration that is not complete, or one registration whose register call has not
 * returned.
 *
 * @param registration the registration that is being deregistered or registered
 * @param since when its deregistering or registering began
 * @param isHold whether it holds a bundle's stop back
 * @param isAttaching whether it is being registered and waits for an attach callback
 * @param blockers what it waits for; while it is being registered, only that of the binding that is
 *     being offered
 */
public record PendingSnapshot(
    RegistrationSnapshot registration,
    Instant since,
    boolean isHold,
    boolean isAttaching,
    List<Blocker> blockers) {}
