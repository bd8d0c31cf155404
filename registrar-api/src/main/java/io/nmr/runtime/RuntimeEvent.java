package io.nmr.runtime;

import io.nmr.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One event in the registrar, which refers to no object or class of a module. A text that does not
 * apply is empty, never null. {@link RuntimeListener} says in which order events arrive.
 *
 * @param when when it happened
 * @param kind what happened
 * @param npi the NPIID; empty for a hold
 * @param bindingId the binding's id; 0 if the event is not about a binding
 * @param client the client's registration instance; empty if there is none
 * @param provider the provider's registration instance; empty if there is none
 * @param side the side that registers, declines, calls or fails
 * @param owner that side's bundle, or the bundle whose stop is held, as {@code symbolic.name (id)}
 * @param duration how long that which has ended took; for {@code HOLD_WARNED}, how long so far
 * @param detail the reason, the cause, what failed or what was left behind, as text
 */
public record RuntimeEvent(
    Instant when,
    Kind kind,
    String npi,
    long bindingId,
    String client,
    String provider,
    Optional<Side> side,
    String owner,
    Optional<Duration> duration,
    String detail) {

  /** The kinds of events. */
  public enum Kind {
    /** A module has registered. */
    REGISTERED,
    /** A registration has begun to deregister. */
    DEREGISTERING,
    /** A registration is gone; the duration is since DEREGISTERING. */
    DEREGISTERED,
    /** A client and a provider have attached. */
    ATTACHED,
    /** A side has declined; the detail is its reason. */
    DECLINED,
    /** A binding has begun to detach; the detail is the cause. */
    DETACHING,
    /** A binding is detached and cleaned up; the duration is since DETACHING. */
    DETACHED,
    /** The wait for a binding was given up; the detail is what was left behind. */
    ABANDONED,
    /** A closed guard has refused a call. */
    REFUSED,
    /** A callback has thrown, or the stage that a detach callback returned has failed. */
    CALLBACK_FAILED,
    /** A bundle's stop has begun to be held back. */
    HOLD_BEGUN,
    /** A stop is held for longer than its warn time; the detail is what it waits for. */
    HOLD_WARNED,
    /** A stop is held no longer; the duration is since HOLD_BEGUN. */
    HOLD_ENDED
  }
}
