package io.nmr.impl.core;

import static java.util.stream.Collectors.joining;

import io.nmr.Blocker;
import io.nmr.DetachedException;
import io.nmr.Side;
import io.nmr.runtime.AbandonedDTO;
import io.nmr.runtime.CountsDTO;
import io.nmr.runtime.DeclineDTO;
import io.nmr.runtime.EventDTO;
import io.nmr.runtime.EventDTO.Kind;
import io.nmr.runtime.RuntimeListener;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What has happened: logs it, counts it, tells those who listen, and keeps the latest declines,
 * abandons and failures.
 */
final class Journal {
  private final RegistrarLog log;
  private final Counts counts = new Counts();

  private final History<DeclineDTO> declines;
  private final History<AbandonedDTO> abandons;
  private final History<EventDTO> failures;

  final Listeners listeners = new Listeners(this::listenerFailed);

  Journal(RegistrarLog log, CurrentSettings settings) {
    this.log = log;
    this.declines = new History<>(settings, Settings::declines);
    this.abandons = new History<>(settings, Settings::abandons);
    this.failures = new History<>(settings, Settings::failures);
  }

  void log(LogMessage message, Object... arguments) {
    logThrown(null, message, arguments);
  }

  /**
   * A log that fails must not stop the protocol half-way. Nobody is left to tell: in a framework
   * its own log and the JDK's have both been tried.
   */
  private void logThrown(@Nullable Throwable thrown, LogMessage message, Object... arguments) {
    try {
      log.log(message.level(), message.line(arguments), thrown);
    } catch (Throwable failed) {
      // as said above
    }
  }

  /** Whether what happens all the time goes anywhere; if not, no line is made of it. */
  private boolean isDebugging() {
    try {
      return log.isLogged(Level.DEBUG);
    } catch (Throwable failed) {
      return false;
    }
  }

  void changed() {
    counts.changes.increment();
  }

  /** Makes the event only if someone hears it. */
  private void tell(Supplier<EventDTO> event) {
    if (listeners.areThere()) {
      listeners.tell(event.get());
    }
  }

  private void tellInOrder(CoreRegistration registration, Supplier<EventDTO> event) {
    if (listeners.areThere()) {
      EventDTO happened = event.get();
      registration.events.tell(() -> listeners.tell(happened));
    }
  }

  private void listenerFailed(RuntimeListener listener, Throwable thrown) {
    Thrown what = Thrown.of(thrown);
    logThrown(
        what.loggable(), LogMessage.LISTENER_FAILED, listener.getClass().getName(), what.text());
  }

  /** Before anyone else can find the registration, so that this is the first that is told of it. */
  void registered(CoreRegistration registration) {
    counts.registrations.increment();
    changed();
    registration.events.begin(() -> tell(() -> Events.of(Kind.REGISTERED, registration, null)));
    if (isDebugging()) {
      log(LogMessage.REGISTERED, registration, registration.owner.name());
    }
  }

  void deregistering(CoreRegistration registration) {
    changed();
    tellInOrder(registration, () -> Events.of(Kind.DEREGISTERING, registration, null));
  }

  void deregistered(CoreRegistration registration, Duration took) {
    changed();
    tellInOrder(registration, () -> Events.of(Kind.DEREGISTERED, registration, took));
    if (isDebugging()) {
      log(LogMessage.DEREGISTERED, registration, registration.owner.name(), took.toMillis());
    }
  }

  /**
   * While the pair still counts as attaching, so that nobody takes it apart before this is told.
   */
  void attached(CoreBinding binding) {
    counts.attached.increment();
    changed();
    tell(() -> Events.of(Kind.ATTACHED, binding, null, ""));
    if (isDebugging()) {
      log(LogMessage.ATTACHED, binding);
    }
  }

  /** By the one asker, before it asks; while there is one, nobody cleans up. */
  void detaching(CoreBinding binding) {
    changed();
    tell(() -> Events.of(Kind.DETACHING, binding, null, binding.causeText()));
  }

  void gone(CoreBinding binding) {
    changed();
    if (binding.wasBound()) {
      counts.detached.increment();
      tell(() -> Events.detached(binding));
      if (isDebugging()) {
        log(LogMessage.DETACHED, binding, binding.detachingFor().toMillis(), binding.causeText());
      }
    }
  }

  /** Other settings are in force. */
  void configured(CurrentSettings.Change change) {
    Map<String, String> before = change.before().texts();
    declines.trim();
    abandons.trim();
    failures.trim();
    changed();
    String news =
        change.after().texts().entrySet().stream()
            .filter(each -> !each.getValue().equals(before.get(each.getKey())))
            .map(each -> each + " (was " + before.get(each.getKey()) + ")")
            .collect(joining(", "));
    if (!news.isEmpty()) {
      log(LogMessage.SETTINGS_CHANGED, news);
    }
  }

  void holdBegun(String module) {
    changed();
    tell(() -> Events.ofHold(Kind.HOLD_BEGUN, module, null, ""));
  }

  /**
   * A wait is past its warn time: of that thread, or, for a hold, what is held. Without a blocker,
   * no module is what it waits for.
   */
  void warnOfWait(
      String who,
      boolean isHold,
      Duration waited,
      CoreRegistration awaited,
      List<Blocker> blockers) {
    String text = Blocking.text(blockers);
    if (isHold) {
      tell(() -> Events.ofHold(Kind.HOLD_WARNED, awaited.owner.name(), waited, text));
    }
    if (blockers.isEmpty()) {
      log(LogMessage.NOBODY_IS_WAITED_FOR, who, waited.toMillis(), awaited);
    } else {
      LogMessage message = isHold ? LogMessage.HOLD_LASTS : LogMessage.WAIT_LASTS;
      log(message, who, waited.toMillis(), awaited, text);
    }
  }

  /** What was to be said of a wait, or done about it, has failed; the wait goes on. */
  void alarmFailed(String who, CoreRegistration awaited, Throwable failed) {
    Thrown what = Thrown.of(failed);
    logThrown(what.loggable(), LogMessage.ALARM_FAILED, who, awaited, what.text());
  }

  /** A register call is past its warn time. */
  void warnOfAttaching(CoreRegistration newcomer, Duration lasts, List<Blocker> blockers) {
    log(
        LogMessage.ATTACH_LASTS,
        newcomer.owner.name(),
        lasts.toMillis(),
        newcomer,
        Blocking.text(blockers));
  }

  void holdEnded(String module, Duration held) {
    changed();
    tell(() -> Events.ofHold(Kind.HOLD_ENDED, module, held, ""));
  }

  /** The registrar itself has failed in a hold, which begins anew. */
  void holdFailed(String module, Throwable thrown) {
    Thrown what = Thrown.of(thrown);
    logThrown(what.loggable(), LogMessage.HOLD_FAILED, module, what.text());
  }

  /** A call was refused; the exception to throw at the caller. */
  DetachedException refused(BindingHandle handle, Side caller) {
    counts.refused.increment();
    tell(() -> Events.of(Kind.REFUSED, handle.core(), caller, handle.core().causeText()));
    return new DetachedException(
        handle,
        handle
            + " is detached"
            + handle.detachCause().map(why -> " (" + why + ")").orElse("")
            + ": the call by the "
            + caller
            + " was refused before it began");
  }

  void declined(CoreBinding binding, Side by, String reason) {
    counts.declined.increment();
    changed();
    DeclineDTO decline =
        new DeclineDTO(
            Instant.now(),
            binding.npi().id(),
            binding.client.registration.instance().toString(),
            binding.provider.registration.instance().toString(),
            by,
            reason);
    declines.add(decline);
    tell(() -> Events.of(Kind.DECLINED, binding, by, decline.reason()));
    if (isDebugging()) {
      log(LogMessage.DECLINED, by, binding, decline.reason());
    }
  }

  /** The client has returned without attaching, or thrown instead. */
  void declinedByClient(CoreBinding binding, @Nullable Thrown thrown) {
    if (thrown == null) {
      declined(binding, Side.CLIENT, "returned without attaching");
      return;
    }
    if (!thrown.isDecline()) {
      attachFailed(binding, binding.client, "attachProvider", thrown);
    }
    declined(binding, Side.CLIENT, thrown.reason());
  }

  /** An attach callback has thrown what is no decline, and is taken as one all the same (R7). */
  void attachFailed(CoreBinding binding, Half half, String callback, Thrown thrown) {
    failed(LogMessage.ATTACH_FAILED, binding, half, callback, thrown);
  }

  /** The client's has, after its attach (R9). */
  void attachedFailed(CoreBinding binding, Thrown thrown) {
    failed(LogMessage.ATTACHED_FAILED, binding, binding.client, "attachProvider", thrown);
  }

  /** A detach or cleanup has, or a detach stage (R20). */
  void callbackFailed(CoreBinding binding, Half half, String callback, Thrown thrown) {
    failed(LogMessage.CALLBACK_FAILED, binding, half, callback, thrown);
  }

  private void failed(
      LogMessage message, CoreBinding binding, Half half, String callback, Thrown thrown) {
    counts.failedCallbacks.increment();
    changed();
    EventDTO failure =
        Events.of(Kind.CALLBACK_FAILED, binding, half.side(), callback + ": " + thrown.text());
    failures.add(failure);
    tell(() -> failure);
    logThrown(thrown.loggable(), message, half.registration, callback, binding, thrown.text());
  }

  void abandoned(CoreBinding binding, List<Blocker> leftBehind) {
    counts.abandoned.increment();
    changed();
    AbandonedDTO record =
        new AbandonedDTO(
            Instant.now(),
            binding.id(),
            binding.npi().id(),
            binding.client.registration.instance().toString(),
            binding.provider.registration.instance().toString(),
            leftBehind.stream().map(Blocker::toString).toList());
    abandons.add(record);
    String left = String.join("; ", record.leftBehind());
    tell(() -> Events.of(Kind.ABANDONED, binding, null, left));
    log(LogMessage.ABANDONED, binding, Blocking.text(leftBehind));
  }

  List<DeclineDTO> declines() {
    return declines.list();
  }

  List<AbandonedDTO> abandons() {
    return abandons.list();
  }

  List<EventDTO> failures() {
    return failures.list();
  }

  CountsDTO counts() {
    return counts.toDto();
  }
}
