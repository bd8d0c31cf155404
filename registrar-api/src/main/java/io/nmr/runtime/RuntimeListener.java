package io.nmr.runtime;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives the registrar's events. The registrar calls a listener on the thread on which the event
 * happens, in the middle of the protocol, with no lock held, and on several threads at once. So a
 * listener must return at once and do longer work on a thread of its own. The registrar logs only
 * the first exception that a listener throws; exceptions change nothing.
 *
 * <p>A listener may rely on this order, and on no other:
 *
 * <ul>
 *   <li>The events of one registration are {@code REGISTERED}, {@code DEREGISTERING}, {@code
 *       DEREGISTERED}. Each is told when every listener has been told the one before. If two happen
 *       at the same time, the thread that tells the first tells the second as well.
 *   <li>{@code REGISTERED} of both sides is told before any event of their binding.
 *   <li>The events of one binding are {@code ATTACHED}, {@code DETACHING}, {@code DETACHED}. Each
 *       is told when every listener has been told the one before. A pair that never attached has
 *       none.
 *   <li>{@code DETACHED} is told before {@code DEREGISTERED} of each side that did not leave by an
 *       abandon.
 *   <li>The events of one hold are {@code HOLD_BEGUN}, {@code HOLD_WARNED}, {@code HOLD_ENDED}, on
 *       one thread.
 * </ul>
 *
 * <p>{@code REGISTERED} is told before any peer is offered, and {@code ATTACHED} while the pair
 * still counts as attaching, so the snapshots of the runtime may be one step behind an event.
 */
@FunctionalInterface
@ConsumerType
public interface RuntimeListener {
  /**
   * Receives one event.
   *
   * @param event what has just happened
   */
  void happened(RuntimeEvent event);
}
