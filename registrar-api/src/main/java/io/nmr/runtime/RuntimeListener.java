package io.nmr.runtime;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears what happens in the registrar. Called on the thread that it happens on, amid the protocol
 * and with no lock held, by several threads at once: it returns at once, and hands what takes
 * longer to a thread of its own. What it throws first is logged; it changes nothing.
 *
 * <p>A listener may rely on this order, and on no other:
 *
 * <ul>
 *   <li>of one registration {@code REGISTERED}, {@code DEREGISTERING}, {@code DEREGISTERED}, each
 *       when the one before has been told to every listener; where two would be told at once, the
 *       thread that tells the first tells the second as well;
 *   <li>{@code REGISTERED} of both before anything of their binding;
 *   <li>of one binding {@code ATTACHED}, {@code DETACHING}, {@code DETACHED}, each when the one
 *       before has been told to every listener; a pair that was never bound has none of these;
 *   <li>{@code DETACHED} before {@code DEREGISTERED} of the sides that have not left by abandon;
 *   <li>of one hold {@code HOLD_BEGUN}, {@code HOLD_WARNED}, {@code HOLD_ENDED}, on one thread.
 * </ul>
 *
 * <p>{@code REGISTERED} is told before any peer is offered, and {@code ATTACHED} while the pair
 * still counts as attaching: what the runtime shows at that moment may be one step behind.
 */
@FunctionalInterface
@ConsumerType
public interface RuntimeListener {
  /** That has just happened. */
  void happened(EventDTO event);
}
