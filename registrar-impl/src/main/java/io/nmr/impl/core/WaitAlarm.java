package io.nmr.impl.core;

import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Makes a wait heard: logs on whom it waits when the warn time is over and each time that it has
 * doubled (H4), and, for a hold, applies the deadline (H5). Used by the waiting thread alone.
 */
final class WaitAlarm {
  /** Wakes at least this often, so that any duration fits into nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final CoreDeregistration awaited;
  private final HoldSettings settings;
  private final String who;
  private final boolean mayAbandon;
  private final long begun = System.nanoTime();
  private Duration warnAfter;

  WaitAlarm(CoreDeregistration awaited, String who, boolean mayAbandon) {
    this.awaited = awaited;
    this.settings = awaited.registration.registrar.settings;
    this.who = who;
    this.mayAbandon = mayAbandon;
    this.warnAfter = settings.warn();
  }

  /** Does what is due; returns the nanoseconds until something is due next, at least one. */
  long ringIfDue() {
    Duration waited = Duration.ofNanos(System.nanoTime() - begun);
    if (waited.compareTo(warnAfter) >= 0) {
      warn(waited);
      warnAfter = waited.multipliedBy(2);
    }
    Duration next = warnAfter.minus(waited);
    if (mayAbandon
        && settings.policy() == HoldSettings.Policy.ABANDON
        && settings.deadline().isPresent()) {
      Duration left = settings.deadline().get().minus(waited);
      if (left.isNegative() || left.isZero()) {
        awaited.bindings().forEach(Abandoning::abandon);
      } else if (left.compareTo(next) < 0) {
        next = left;
      }
    }
    return Math.max(1, (next.compareTo(LONGEST) < 0 ? next : LONGEST).toNanos());
  }

  private void warn(Duration waited) {
    awaited.registration.registrar.journal.log(
        Level.WARNING,
        who
            + " has been held for "
            + waited.toMillis()
            + " ms by the deregistration of "
            + awaited.registration
            + ", waiting for "
            + Blocking.text(awaited.blockers()));
  }
}
