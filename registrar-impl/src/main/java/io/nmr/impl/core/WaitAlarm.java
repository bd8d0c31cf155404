package io.nmr.impl.core;

import io.nmr.Blocker;
import io.nmr.impl.journal.WarningPace;
import io.nmr.impl.settings.HoldSettings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The warnings and the deadline of one wait. The alarm logs what the wait is waiting for when the
 * warn time is over, and again each time that the time waited has doubled (H4); for a hold it also
 * applies the deadline (H5). It reads the settings each time, because they may change meanwhile.
 * One thread at a time uses it: the waiting thread, or one that looks for the {@link PendingWatch}.
 *
 * <p>A module's own wait is a hold, too, from the moment at which the module stops, because a wait
 * inside a stop holds that stop. From then on the alarm logs as a hold's alarm does, and counts the
 * time from then.
 *
 * <p>Waits that belong together share their warnings, see {@link WarningPace}: a hold with several
 * registrations, two holds for one deregistration, several waits of one module itself. A module's
 * own wait is silent while a hold waits for the same deregistration, because the hold's warnings
 * say the same and more.
 */
final class WaitAlarm {
  /** The longest time between two looks; it is short enough to fit into nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(1);

  /** The time after which a step that has failed is tried again. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** The time after which the alarm looks again when it has found no blocker to name. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  /** How long the alarm has to have found no blocker before it warns that there is none to name. */
  private static final Duration NOBODY_FOR = Duration.ofSeconds(1);

  private final CoreDeregistration awaited;
  private final NetworkRegistrar registrar;
  private String who;
  private boolean isHold;
  private WarningPace[] paces;
  private long begun = System.nanoTime();

  /** How long the wait has to last before the next warning; zero while nothing was logged. */
  private Duration warnNext = Duration.ZERO;

  /**
   * How long the wait had lasted when the alarm first found no blocker; null if it has found one
   * since.
   */
  private @Nullable Duration nobodySince;

  private boolean hasFailed;

  /**
   * Makes the alarm of a wait that shares its warnings with the other waits of the module itself.
   */
  WaitAlarm(CoreDeregistration awaited, String who, boolean isHold) {
    this(awaited, who, isHold, awaited.registration.home.pace);
  }

  /** Makes the alarm of one of several waits that share their warnings by {@code together}. */
  WaitAlarm(CoreDeregistration awaited, String who, boolean isHold, WarningPace together) {
    this.awaited = awaited;
    this.registrar = awaited.registration.registrar;
    this.who = who;
    this.isHold = isHold;
    this.paces =
        isHold ? new WarningPace[] {together, awaited.paceOfHolds} : new WarningPace[] {together};
  }

  /**
   * Does what is due; returns the nanoseconds until something is due next, at least one. This
   * method never throws: whatever goes wrong here, the wait goes on (H5).
   */
  long ringIfDue() {
    if (!isHold && awaited.isHold()) {
      becomeHold();
    }
    Duration waited = Duration.ofNanos(System.nanoTime() - begun);
    Duration next = shorter(LONGEST, protect(() -> warnIfDue(waited)));
    if (isHold) {
      next = shorter(next, protect(() -> abandonIfDue(waited)));
    }
    return Math.max(1, next.toNanos());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** One step that may be due; it returns the time until it is due next. */
  private interface Step {
    Duration take();
  }

  private Duration protect(Step step) {
    try {
      return step.take();
    } catch (Throwable failed) {
      if (!hasFailed) {
        hasFailed = true;
        registrar.journal.alarmFailed(who, awaited.registration.registrant(), failed);
      }
      return RETRY;
    }
  }

  private Duration warnIfDue(Duration waited) {
    Duration after = warnAfter(settings());
    if (waited.compareTo(after) < 0) {
      return after.minus(waited);
    }
    if (!isHold && awaited.isHeld()) {
      return RETRY;
    }
    List<Blocker> blockers = awaited.blockers();
    if (!blockers.isEmpty()) {
      nobodySince = null;
    } else if (isTooEarlyToNameNobody(waited)) {
      return LOOK_AGAIN;
    }
    Duration wait = WarningPace.untilNextWarning(System.nanoTime(), waited, paces);
    if (!wait.isZero()) {
      return wait;
    }
    // H4: the wait has lasted longer than the warn time, so it is logged
    warnNext = waited.multipliedBy(2);
    if (isHold) {
      registrar.journal.holdLasts(who, waited, awaited.registration.registrant(), blockers);
    } else {
      registrar.journal.waitLasts(who, waited, awaited.registration.registrant(), blockers);
    }
    return warnNext.minus(waited);
  }

  /**
   * Whether it is too early to warn without naming a blocker. Between two steps of the protocol
   * there is for a moment no blocker: nothing has run yet, or the last binding has just gone. If
   * that state lasts, it is what the warning has to say.
   */
  private boolean isTooEarlyToNameNobody(Duration waited) {
    if (nobodySince == null) {
      nobodySince = waited;
    }
    return waited.minus(nobodySince).compareTo(NOBODY_FOR) < 0;
  }

  private void becomeHold() {
    isHold = true;
    paces = new WarningPace[] {paces[0], awaited.paceOfHolds};
    who = HoldCause.STOP.by(awaited.registration.owner.name());
    begun = System.nanoTime();
    warnNext = Duration.ZERO;
  }

  private Duration warnAfter(HoldSettings settings) {
    return warnNext.compareTo(settings.warn()) > 0 ? warnNext : settings.warn();
  }

  private Duration abandonIfDue(Duration waited) {
    HoldSettings settings = settings();
    if (settings.policy() != HoldSettings.Policy.ABANDON || settings.deadline().isEmpty()) {
      return LONGEST;
    }
    Duration left = settings.deadline().get().minus(waited);
    if (left.isNegative() || left.isZero()) { // H5: the deadline has passed
      Duration next = LONGEST;
      for (CoreBinding binding : awaited.bindings()) {
        next = shorter(next, protect(() -> abandon(binding)));
      }
      return next;
    }
    return left;
  }

  private static Duration abandon(CoreBinding binding) {
    new Detaching(binding).abandon();
    return LONGEST;
  }

  private HoldSettings settings() {
    return awaited.registration.holdSettings();
  }
}
