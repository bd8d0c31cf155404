package io.nmr.impl.core;

/**
 * Where one binding stands. Every transition is a method of {@link CoreBinding}, named on its
 * arrow.
 *
 * <pre>
 *                 offer
 *                   |
 *                OFFERED ----------- offerReturned: the client declined -----------+
 *                   | attach                                                       |
 *               ATTACHING ---- declined ----> DECLINED -- offerReturned, run down -+
 *                   | accepted                                                     |
 *                ACCEPTED                                                          |
 *   offerReturned |    | offerReturned: it threw (R9), or one deregisters (R17)    |
 *              ATTACHED|                                                           |
 *        beginDetach |  |                                                          |
 *                DETACHING   ask: client's detach(), then provider's (R12)         |
 *                   | run down: both stages complete, no call either way (R14)     |
 *                CLEANING    toCleaning: client's cleanup(), then provider's (R15)    |
 *                   |                                                              |
 *                  GONE &lt;----------------------------------------------------------+
 *
 *   ABANDONED: toAbandoned from any state between OFFERED and CLEANING while a side deregisters (H5);
 *              GONE when what is left has run down and the side that stays is cleaned up.
 * </pre>
 *
 * Invariants, and where each is kept:
 *
 * <ul>
 *   <li>Each callback at most once: {@code attach}, {@code beginDetach} and {@code toCleaning}
 *       leave the state that they ask for under the lock, so only one caller passes.
 *   <li>The client before the provider, in detach and in cleanup: one thread at a time, the asker,
 *       runs both, in turn. Where the asker is stuck in a callback of a side that leaves by
 *       abandon, {@code toAbandoned} takes that role from it under the lock, and another thread
 *       goes on with the side that stays; the stuck thread finds out when it comes back, and calls
 *       nothing more.
 *   <li>Cleanup only after run down: {@link CoreBinding#toCleaning}, the one way into CLEANING,
 *       requires it.
 *   <li>A closed guard lets no callee code run: {@link io.nmr.impl.guard.RunDown}.
 *   <li>No binding to a registration that has finished: {@link NpiTable#pair} and {@link
 *       NpiTable#close} exclude each other.
 * </ul>
 */
enum BindingState {
  /** The client is being asked; it has not called attach. */
  OFFERED,
  /** The client has called attach; the provider is being asked. */
  ATTACHING,
  /** Both have said yes; the client's attach callback has not returned. */
  ACCEPTED,
  /** The two are bound. */
  ATTACHED,
  /** Being taken apart: stages and calls are waited for. */
  DETACHING,
  /** Run down; the cleanup callbacks run. */
  CLEANING,
  /** The provider declined; the client's callback, or calls of the provider, have not returned. */
  DECLINED,
  /** Given up by the side that left; the side that stays is not cleaned up yet. */
  ABANDONED,
  /** Over. */
  GONE
}
