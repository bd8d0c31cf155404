package io.nmr.impl.settings;

import java.time.Duration;
import java.util.Optional;

/**
 * How a hold waits.
 *
 * @param warn the time after which a wait is logged: a hold's or a module's own wait for a
 *     deregistration, or a register call that an attach callback holds back; the wait is logged
 *     again each time it has doubled
 * @param deadline how long a hold, or a module's own wait inside its stop, waits for one
 *     deregistration before the policy applies; empty for ever
 * @param policy what a hold does when the deadline has passed
 */
public record HoldSettings(Duration warn, Optional<Duration> deadline, Policy policy) {
  /** What a hold does when its deadline has passed (H5). */
  public enum Policy {
    /** The hold goes on waiting, as NMR does. */
    WAIT,
    /** The hold gives up the bindings that are left, and lets the stop go on. */
    ABANDON
  }
}
