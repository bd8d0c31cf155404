package io.nmr.health;

import io.nmr.Blocker;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationSnapshot;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.text.Printable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Looks whether the registrar is well. It is not while a stop, or a register call that waits for an
 * attach callback, is held past its warn time, nor for some minutes after a callback has failed.
 * Any thread.
 */
final class Health {
  /** A line of the result, which is printable whatever modules say. */
  record Finding(boolean isWarning, String text) {
    Finding {
      text = Printable.line(text);
    }
  }

  private final Supplier<Optional<RegistrarRuntime>> runtimes;
  private final Duration recent;
  private final Clock clock;

  /**
   * The health of the registrar that is there when somebody looks.
   *
   * @param recent for how long a failed callback is a warning
   */
  Health(Supplier<Optional<RegistrarRuntime>> runtimes, Duration recent, Clock clock) {
    this.runtimes = runtimes;
    this.recent = recent;
    this.clock = clock;
  }

  /** The warnings; if there are none, one line that says what there is. */
  List<Finding> look() {
    return runtimes
        .get()
        .map(this::look)
        .orElseGet(() -> List.of(new Finding(true, "there is no registrar")));
  }

  private List<Finding> look(RegistrarRuntime runtime) {
    Instant now = clock.instant();
    List<Finding> findings = new ArrayList<>();
    List<PendingSnapshot> pending = runtime.pending();
    for (PendingSnapshot each : pending) {
      Duration held = Duration.between(each.since(), now);
      if ((each.isHold() || each.isAttaching())
          && held.compareTo(warnTime(runtime, each.registration())) >= 0) {
        findings.add(new Finding(true, text(each, held)));
      }
    }
    for (RuntimeEvent each : runtime.failures()) {
      if (!each.when().isBefore(now.minus(recent))) {
        findings.add(new Finding(true, text(each, now)));
      }
    }
    if (findings.isEmpty()) {
      findings.add(
          new Finding(
              false,
              runtime.registrations().size()
                  + " registrations, "
                  + runtime.bindings().size()
                  + " bindings, "
                  + pending.stream().filter(each -> !each.isAttaching()).count()
                  + " deregistrations under way"));
    }
    return findings;
  }

  private static Duration warnTime(RegistrarRuntime runtime, RegistrationSnapshot registration) {
    return WarnTime.parse(runtime.settingsOf(registration.id()).get("nmr.hold.warn"));
  }

  private static String text(PendingSnapshot hold, Duration held) {
    RegistrationSnapshot registration = hold.registration();
    return (hold.isAttaching() ? "" : "the stop of ")
        + registration.owner()
        + " has been held for "
        + held.toMillis()
        + (hold.isAttaching() ? " ms in registering " : " ms by the deregistration of ")
        + registration.side()
        + " "
        + registration.module()
        + " of "
        + registration.npi()
        + (hold.blockers().isEmpty()
            ? ", waiting for no module"
            : ", waiting for "
                + hold.blockers().stream()
                    .map(Blocker::toString)
                    .collect(Collectors.joining("; ")));
  }

  private static String text(RuntimeEvent failure, Instant now) {
    return "a callback of "
        + failure.owner()
        + " failed "
        + Duration.between(failure.when(), now).toSeconds()
        + " s ago in binding "
        + failure.bindingId()
        + " of "
        + failure.npi()
        + ": "
        + failure.detail();
  }
}
