package io.nmr.impl.journal;

import static java.util.stream.Collectors.joining;

import io.nmr.Binding;
import io.nmr.Blocker;
import io.nmr.DetachedException;
import io.nmr.Side;
import io.nmr.impl.settings.CurrentSettings;
import io.nmr.impl.settings.Settings;
import io.nmr.runtime.AbandonEntry;
import io.nmr.runtime.CountsSnapshot;
import io.nmr.runtime.DeclineEntry;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.RuntimeEvent.Kind;
import io.nmr.runtime.RuntimeListener;
import io.nmr.runtime.Subscription;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records what happens: logs it, counts it, tells the listeners, and keeps the latest declines,
 * abandons and failures. Any thread. A log or a listener that fails changes nothing for the caller.
 */
public final class Journal {
  private static final int BLOCKERS_IN_A_LINE = 3;

  private final RegistrarLog log;
  private final Counts counts = new Counts();
  private final Listeners listeners = new Listeners(this::listenerFailed);
  private final History<DeclineEntry> declines;
  private final History<AbandonEntry> abandons;
  private final History<RuntimeEvent> failures;

  /** A journal that writes to that log and keeps as many entries as the settings say. */
  public Journal(RegistrarLog log, CurrentSettings settings) {
    this.log = log;
    this.declines = new History<>(settings, Settings::declines);
    this.abandons = new History<>(settings, Settings::abandons);
    this.failures = new History<>(settings, Settings::failures);
  }

  private void log(LogMessage message, Object... arguments) {
    logThrown(null, message, arguments);
  }

  /**
   * Logs a message. A log that fails must not stop the protocol half-way, so its exception is
   * dropped: in a framework, both the OSGi log and the JDK's log have been tried by then.
   */
  private void logThrown(@Nullable Throwable thrown, LogMessage message, Object... arguments) {
    try {
      log.log(message.level(), message.line(arguments), thrown);
    } catch (Throwable failed) {
      // dropped, as the comment of this method explains
    }
  }

  /** Logs a DEBUG message where DEBUG is enabled. */
  void debug(LogMessage message, Object... arguments) {
    if (isDebugging()) {
      log(message, arguments);
    }
  }

  /** Whether DEBUG is enabled. Callers ask before they compute costly arguments. */
  private boolean isDebugging() {
    try {
      return log.isLogged(Level.DEBUG);
    } catch (Throwable failed) {
      return false;
    }
  }

  /** Counts a change of something that an operator can see. */
  public void changed() {
    counts.changes.increment();
  }

  void countRegistration() {
    counts.registrations.increment();
    changed();
  }

  /** Whether there is a listener, so that an event is worth making. */
  boolean isHeard() {
    return listeners.areThere();
  }

  /** Tells the listeners of an event, which is made only if there is a listener. */
  void tell(Supplier<RuntimeEvent> event) {
    if (isHeard()) {
      listeners.tell(event.get());
    }
  }

  private void listenerFailed(RuntimeListener listener, Throwable thrown) {
    Thrown what = Thrown.of(thrown);
    logThrown(
        what.loggable(), LogMessage.LISTENER_FAILED, listener.getClass().getName(), what.text());
  }

  // ---- registrations ----

  /** The events of one registration, which the listeners receive in order. */
  public RegistrationEvents eventsOf(Registrant registrant) {
    return new RegistrationEvents(this, registrant);
  }

  /**
   * Warns that two registrations of one NPI id have dispatch classes of one name from two bundles
   * (R4).
   */
  public void npiTwice(String npi, Object... aboutBoth) {
    log(LogMessage.NPI_TWICE, with(npi, aboutBoth));
  }

  /** Warns that two registrations of one NPI id have dispatch types of different names (R4). */
  public void npiDiffers(String npi, Object... aboutBoth) {
    log(LogMessage.NPI_DIFFERS, with(npi, aboutBoth));
  }

  private static Object[] with(String npi, Object[] aboutBoth) {
    Object[] all = new Object[aboutBoth.length + 1];
    all[0] = npi;
    System.arraycopy(aboutBoth, 0, all, 1, aboutBoth.length);
    return all;
  }

  // ---- bindings ----

  /**
   * Records that both sides have accepted. Called while the pair still counts as attaching, so that
   * its detach is recorded later.
   */
  public void attached(Binding binding) {
    counts.attached.increment();
    changed();
    tell(() -> Events.of(Kind.ATTACHED, binding, null, ""));
    debug(LogMessage.ATTACHED, binding);
  }

  /**
   * Records that a bound pair begins to be detached. Called by the one thread that runs the detach
   * callbacks, before it runs them, so that the end of the pair is recorded later.
   */
  public void detaching(Binding binding) {
    changed();
    tell(() -> Events.of(Kind.DETACHING, binding, null, Events.causeOf(binding)));
  }

  /** Records that a pair that was bound is cleaned up. */
  public void detached(Binding binding, Duration took) {
    changed();
    counts.detached.increment();
    tell(() -> Events.detached(binding, took));
    if (isDebugging()) {
      log(LogMessage.DETACHED, binding, took.toMillis(), Events.causeOf(binding));
    }
  }

  /** Records that a call was refused, and returns the exception for the caller. */
  public DetachedException refused(Binding binding, Registrant caller) {
    counts.refused.increment();
    tell(() -> Events.of(Kind.REFUSED, binding, caller, Events.causeOf(binding)));
    return new DetachedException(
        binding,
        binding
            + " is detached"
            + binding.detachCause().map(why -> " (" + why + ")").orElse("")
            + ": the call by the "
            + caller.side()
            + " was refused before it began");
  }

  /** Records that a side has declined, which is its right. */
  public void declined(Binding binding, Registrant by, String reason) {
    counts.declined.increment();
    changed();
    DeclineEntry decline =
        new DeclineEntry(
            Instant.now(),
            binding.npi().id(),
            binding.client().toString(),
            binding.provider().toString(),
            by.side(),
            reason);
    declines.add(decline);
    tell(() -> Events.of(Kind.DECLINED, binding, by, decline.reason()));
    debug(LogMessage.DECLINED, by.side(), binding, decline.reason());
  }

  /** Records that the client has returned without attaching, or has thrown instead. */
  public void declinedByClient(Binding binding, Registrant client, @Nullable Thrown thrown) {
    if (thrown == null) {
      declined(binding, client, "returned without attaching");
      return;
    }
    if (!thrown.isDecline()) {
      attachFailed(binding, client, thrown);
    }
    declined(binding, client, thrown.reason());
  }

  /**
   * Records that an attach callback has thrown something other than a decline; it counts as a
   * decline (R7).
   */
  public void attachFailed(Binding binding, Registrant whose, Thrown thrown) {
    String callback = whose.side() == Side.CLIENT ? "attachProvider" : "attachClient";
    failed(LogMessage.ATTACH_FAILED, binding, whose, callback, thrown);
  }

  /** Records that the client's attach callback has thrown after its attach (R9). */
  public void attachedFailed(Binding binding, Registrant client, Thrown thrown) {
    failed(LogMessage.ATTACHED_FAILED, binding, client, "attachProvider", thrown);
  }

  /** Records that a detach or cleanup callback has thrown, or a detach stage has failed (R20). */
  public void callbackFailed(Binding binding, Registrant whose, String callback, Thrown thrown) {
    failed(LogMessage.CALLBACK_FAILED, binding, whose, callback, thrown);
  }

  private void failed(
      LogMessage message, Binding binding, Registrant whose, String callback, Thrown thrown) {
    counts.failedCallbacks.increment();
    changed();
    RuntimeEvent failure =
        Events.of(Kind.CALLBACK_FAILED, binding, whose, callback + ": " + thrown.text());
    failures.add(failure);
    tell(() -> failure);
    logThrown(thrown.loggable(), message, whose, callback, binding, thrown.text());
  }

  /** Records that the wait for a binding was given up (H5). */
  public void abandoned(Binding binding, List<Blocker> leftBehind) {
    counts.abandoned.increment();
    changed();
    AbandonEntry record =
        new AbandonEntry(
            Instant.now(),
            binding.id(),
            binding.npi().id(),
            binding.client().toString(),
            binding.provider().toString(),
            leftBehind.stream().map(Blocker::toString).toList());
    abandons.add(record);
    String left = String.join("; ", record.leftBehind());
    tell(() -> Events.of(Kind.ABANDONED, binding, null, left));
    log(LogMessage.ABANDONED, binding, text(leftBehind));
  }

  // ---- waits and holds ----

  /** Records that the hold of a module begins. */
  public void holdBegun(String module) {
    changed();
    tell(() -> Events.ofHold(Kind.HOLD_BEGUN, module, null, ""));
  }

  /** Records that the hold of a module has ended. */
  public void holdEnded(String module, Duration held) {
    changed();
    tell(() -> Events.ofHold(Kind.HOLD_ENDED, module, held, ""));
  }

  /**
   * Warns that a hold is past its warn time (H4). If there is no blocker, the hold waits for no
   * module.
   */
  public void holdLasts(String held, Duration waited, Registrant awaited, List<Blocker> blockers) {
    String text = text(blockers);
    tell(() -> Events.ofHold(Kind.HOLD_WARNED, awaited.bundle(), waited, text));
    waitLasts(LogMessage.HOLD_LASTS, held, waited, awaited, text);
  }

  /**
   * Warns that a module's own wait is past its warn time. If there is no blocker, it waits for no
   * module.
   */
  public void waitLasts(String who, Duration waited, Registrant awaited, List<Blocker> blockers) {
    waitLasts(LogMessage.WAIT_LASTS, who, waited, awaited, text(blockers));
  }

  private void waitLasts(
      LogMessage message, String who, Duration waited, Registrant awaited, String blockers) {
    if (blockers.isEmpty()) {
      log(LogMessage.NOBODY_IS_WAITED_FOR, who, waited.toMillis(), awaited);
    } else {
      log(message, who, waited.toMillis(), awaited, blockers);
    }
  }

  /** Warns that a register call is past its warn time. */
  public void attachLasts(Registrant newcomer, Duration lasts, List<Blocker> blockers) {
    log(LogMessage.ATTACH_LASTS, newcomer.bundle(), lasts.toMillis(), newcomer, text(blockers));
  }

  /** Records that a warning or an abandon that was due in a wait has failed; the wait goes on. */
  public void alarmFailed(String who, Registrant awaited, Throwable failed) {
    Thrown what = Thrown.of(failed);
    logThrown(what.loggable(), LogMessage.ALARM_FAILED, who, awaited, what.text());
  }

  /** Records that the registrar itself has failed in a hold; the hold is begun once more. */
  public void holdFailed(String module, Throwable thrown) {
    Thrown what = Thrown.of(thrown);
    logThrown(what.loggable(), LogMessage.HOLD_FAILED, module, what.text());
  }

  /** Warns that a stop comes from inside a call or callback of the module that is stopped (H8). */
  public void stoppedFromInside(String held, List<Blocker> blockers) {
    log(LogMessage.STOPPED_FROM_INSIDE, held, text(blockers));
  }

  /** Warns that a module that unloads itself has not deregistered these registrations (H1). */
  public void forgotten(String module, List<?> registrations) {
    if (!registrations.isEmpty()) {
      log(LogMessage.FORGOTTEN, module, registrations);
    }
  }

  /**
   * Warns that a module that unloads itself has not waited for the end of these deregistrations
   * (H1).
   */
  public void notAwaited(String module, List<?> registrations) {
    if (!registrations.isEmpty()) {
      log(LogMessage.NOT_AWAITED, module, registrations);
    }
  }

  /**
   * The first few blockers as text, and the number of the others; the runtime shows all of them.
   */
  public static String text(List<Blocker> blockers) {
    String first =
        blockers.stream().limit(BLOCKERS_IN_A_LINE).map(Blocker::toString).collect(joining("; "));
    int more = blockers.size() - BLOCKERS_IN_A_LINE;
    return more > 0 ? first + "; and " + more + " more" : first;
  }

  // ---- the operator ----

  /** Records that other settings are in force. */
  public void configured(CurrentSettings.Change change) {
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

  /** Sends every event from now on to that listener. */
  public Subscription listen(RuntimeListener listener) {
    return listeners.add(listener);
  }

  /** The latest declines; the latest comes last. */
  public List<DeclineEntry> declines() {
    return declines.list();
  }

  /** The latest abandons; the latest comes last. */
  public List<AbandonEntry> abandons() {
    return abandons.list();
  }

  /** The latest failed callbacks; the latest comes last. */
  public List<RuntimeEvent> failures() {
    return failures.list();
  }

  /** How often events of each kind have happened since the registrar began. */
  public CountsSnapshot counts() {
    return counts.toDto();
  }
}
