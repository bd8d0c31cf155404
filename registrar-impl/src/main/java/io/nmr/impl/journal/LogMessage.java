package io.nmr.impl.journal;

import io.nmr.log.Message;
import java.lang.System.Logger.Level;

/**
 * Every message that the registrar logs; there is no other way to log one. Each names the modules,
 * the NPI and the binding that it is about, and a warning says after a semicolon what to do next.
 * {@code docs/operations.md} has a row for each.
 */
public enum LogMessage implements Message {
  /** A module has registered. */
  REGISTERED(Level.DEBUG, "registered {registration} for {bundle}"),
  /** Nothing is left of a registration. */
  DEREGISTERED(Level.DEBUG, "deregistered {registration} for {bundle} after {millis} ms"),
  /** A client and a provider are bound. */
  ATTACHED(Level.DEBUG, "attached {binding}"),
  /** A side has declined, as it may. */
  DECLINED(Level.DEBUG, "declined by the {side}: {binding}: {reason}"),
  /** A binding is cleaned up. */
  DETACHED(Level.DEBUG, "detached {binding} after {millis} ms: {cause}"),

  /**
   * The stop of a bundle, or another action that a hold keeps back, is held past its warn time
   * (H4).
   */
  HOLD_LASTS(
      Level.WARNING,
      "{hold} has been held for {millis} ms by the deregistration of {registration},"
          + " waiting for {blockers}; end these, or abandon their binding"),
  /** The registrar itself has failed while it held a stop; the stop stays held all the same. */
  HOLD_FAILED(
      Level.WARNING,
      "the registrar failed as it held the stop of {bundle}, which stays held: {thrown};"
          + " report the failure, and abandon what is left if the stop does not end"),
  /** A module's own wait for a deregistration is past its warn time. */
  WAIT_LASTS(
      Level.WARNING,
      "{thread} has been held for {millis} ms by the deregistration of {registration},"
          + " waiting for {blockers}; end these, or abandon their binding"),
  /** A wait is past its warn time, although it waits for no module. */
  NOBODY_IS_WAITED_FOR(
      Level.WARNING,
      "{waiter} has been held for {millis} ms by the deregistration of {registration}, which waits"
          + " for no module: the registrar's own thread has not come to it;"
          + " look for what keeps this JVM from starting or running threads"),
  /** A warning or an abandon that was due in a wait has failed (H5). */
  ALARM_FAILED(
      Level.WARNING,
      "a check of the wait of {waiter} for the deregistration of {registration} has failed,"
          + " which is logged for its first failure alone, and the wait goes on: {thrown};"
          + " report this as a fault of the registrar"),
  /** A register call is past its warn time, and so is a start that makes the call (H4). */
  ATTACH_LASTS(
      Level.WARNING,
      "{bundle} has been held for {millis} ms in registering {registration},"
          + " waiting for {blockers}; look for what these wait for and end that"),
  /** A stop or release from inside the module itself would wait for itself (H8). */
  STOPPED_FROM_INSIDE(
      Level.WARNING,
      "{hold} comes from inside its own call or callback and cannot wait for {blockers};"
          + " let another thread do that"),
  /** A module that unloads itself has not deregistered everything (H1). */
  FORGOTTEN(
      Level.WARNING,
      "{bundle} unloads itself but has forgotten to deregister {registrations};"
          + " deregister and await each in its own stop"),
  /** A module that unloads itself has deregistered, but has not waited for the end (H1). */
  NOT_AWAITED(
      Level.WARNING,
      "{bundle} unloads itself and has deregistered {registrations}, but has not waited until that"
          + " was complete; await each in its own stop"),
  /** The wait for a binding was given up (H5). */
  ABANDONED(
      Level.WARNING,
      "abandoned {binding}, left behind: {blockers};"
          + " end these, so that the side that stays is cleaned up"),

  /** An attach callback has thrown something other than a decline (R7). */
  ATTACH_FAILED(
      Level.WARNING,
      "{registration}: {callback} of {binding} failed and is taken as a decline: {thrown};"
          + " mend the module and register it anew"),
  /** A client callback has thrown after its attach (R9). */
  ATTACHED_FAILED(
      Level.WARNING,
      "{registration}: {callback} of {binding} failed after its attach, and the two are detached:"
          + " {thrown}; mend the module and register it anew"),
  /** A detach or cleanup callback has thrown, or a detach stage has failed (R20). */
  CALLBACK_FAILED(
      Level.WARNING,
      "{registration}: {callback} of {binding} failed and is taken as done: {thrown};"
          + " look for what the module has not freed"),

  /** Somebody has changed the settings, by Config Admin or through the runtime. */
  SETTINGS_CHANGED(Level.INFO, "settings changed: {settings}"),

  /** Two bundles each have dispatch types of the same name for one NPI (R4). */
  NPI_TWICE(
      Level.WARNING,
      "NPI {npi} has two sets of dispatch types, whose modules are never offered to each other:"
          + " {registration} of {bundle} has that from {exporter}, and {registration} of {bundle}"
          + " before it has that from {exporter};"
          + " let one bundle export them and the others import them"),
  /** Two modules use different dispatch types for one NPI (R4). */
  NPI_DIFFERS(
      Level.WARNING,
      "NPI {npi} is registered with different dispatch types, and modules whose types differ are never"
          + " offered to each other: {registration} of {bundle} has {types} from {exporter}, and"
          + " {registration} of {bundle} before it has {types} from {exporter}; let both use the"
          + " one constant Npi of the contract"),
  /** A listener of the runtime has thrown for the first time. */
  LISTENER_FAILED(
      Level.WARNING,
      "the runtime listener {listener} failed, which is logged for its first failure alone:"
          + " {thrown}; mend the bundle that listens"),
  /** The log service itself has failed. */
  LOG_SERVICE_FAILED(
      Level.WARNING,
      "the log service failed and the line before is only in the JDK's log;"
          + " mend or replace the bundle that has the service");

  private final Level level;
  private final String text;

  LogMessage(Level level, String text) {
    this.level = level;
    this.text = text;
  }

  @Override
  public Level level() {
    return level;
  }

  @Override
  public String text() {
    return text;
  }
}
