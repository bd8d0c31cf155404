package io.nmr.impl.core;

import java.time.Duration;

/**
 * Makes a wait heard: logs on whom it waits when the warn time is over and each time that it has
 * doubled (H4), and, for a hold, applies the deadline (H5). Looks at the settings each time, for
 * they may change while it waits. Used by the waiting thread alone.
 */
final class WaitAlarm {
  /** Wakes at least this often, so that any duration fits into nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final CoreDeregistration awaited;
  private final NetworkRegistrar registrar;
  private final String who;
  private final boolean isHold;
  private final long begun = System.nanoTime();

  /** Not before that; zero while nothing was logged. */
  private Duration warnNext = Duration.ZERO;

  WaitAlarm(CoreDeregistration awaited, String who, boolean isHold) {
    this.awaited = awaited;
    this.registrar = awaited.registration.registrar;
    this.who = who;
    this.isHold = isHold;
  }

  /** Does what is due; returns the nanoseconds until something is due next, at least one. */
  long ringIfDue() {
    HoldSettings settings = registrar.settings.get().holdOf(awaited.registration);
    Duration waited = Duration.ofNanos(System.nanoTime() - begun);
    if (waited.compareTo(warnAfter(settings)) >= 0) {
      registrar.journal.warnOfWait(who, isHold, waited, awaited);
      warnNext = waited.multipliedBy(2);
    }
    Duration next = warnAfter(settings).minus(waited);
    if (isHold
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

  private Duration warnAfter(HoldSettings settings) {
    return warnNext.compareTo(settings.warn()) > 0 ? warnNext : settings.warn();
  }
}
