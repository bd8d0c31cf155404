package io.nmr.impl.settings;

import java.time.Duration;
import java.util.Optional;

/**
 * How a hold waits.
 *
 * @param warn after how long a wait for a deregistration is logged, a hold's and a module's own,
 *     and a register call that an attach callback holds back; again each time the time has doubled
 * @param deadline how long a hold, or a module's own wait inside its stop, waits for one
 *     deregistration before the policy applies; empty for ever
 * @param policy what a hold does when the deadline has passed
 */
public record HoldSettings(Duration warn, Optional<Duration> deadline, Policy policy) {
  /** What a hold does when its deadline has passed (H5). */
  public enum Policy {
    /** Goes on waiting, NMR's way. */
    WAIT,
    /** Gives up what is still bound, and lets the stop go on. */
    ABANDON
  }
}
