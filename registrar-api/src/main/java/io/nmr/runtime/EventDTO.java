package io.nmr.runtime;

import io.nmr.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One thing that has happened. Refers to no object and no class of a module. A text that does not
 * apply is empty, never null. In which order events are told is said at {@link RuntimeListener}.
 *
 * @param when at what time
 * @param kind what
 * @param npi the NPIID; empty for a hold
 * @param bindingId the binding; 0 where it is not about one
 * @param client the client module's instance; empty where there is none
 * @param provider the provider module's instance; empty where there is none
 * @param side whose doing it was: who registers, declines, calls or fails
 * @param owner the bundle of that side as {@code symbolic.name (id)}; the one whose stop is held
 * @param duration for what has ended: how long it took; for {@code HOLD_WARNED}: so far
 * @param detail in words: the reason, the cause, what failed, what was left behind
 */
public record EventDTO(
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

  /** What can happen. */
  public enum Kind {
    /** A module has registered. */
    REGISTERED,
    /** A registration is being taken apart. */
    DEREGISTERING,
    /** Nothing is left of a registration; the duration is from DEREGISTERING on. */
    DEREGISTERED,
    /** A client and a provider are bound. */
    ATTACHED,
    /** A side has declined; the detail is its reason. */
    DECLINED,
    /** A binding is being taken apart; the detail is the cause. */
    DETACHING,
    /** A binding is cleaned up; the duration is since it began to be taken apart. */
    DETACHED,
    /** The wait for a binding was given up; the detail is what was left behind. */
    ABANDONED,
    /** A closed guard has refused a call. */
    REFUSED,
    /** A callback has thrown, or its stage has failed. */
    CALLBACK_FAILED,
    /** A bundle's stop is held back from now on. */
    HOLD_BEGUN,
    /** It has been held past its warn time; the detail is on whom it waits. */
    HOLD_WARNED,
    /** It is held back no more; the duration is from HOLD_BEGUN on. */
    HOLD_ENDED
  }
}
