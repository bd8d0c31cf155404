package io.nmr.impl.core;

/**
 * Where one binding stands.
 *
 * <pre>
 *                 offer
 *                   |
 *                OFFERED ----------- offerReturned: the client declined -----------+
 *                   | attach                                                       |
 *               ATTACHING ---- declined ----&gt; DECLINED --------- endDeclined ------+
 *                   | accepted                                                     |
 *                ACCEPTED                                                          |
 *   offerReturned |    | offerReturned: it threw (R9), or one deregisters (R17)    |
 *              ATTACHED|                                                           |
 *        beginDetach |  |                                                          |
 *                DETACHING   the asker calls client's detach(), provider's (R12)   |
 *                   | toCleaning: both stages complete, no call either way (R14)   |
 *                CLEANING    the asker calls client's cleanup(), provider's (R15)  |
 *                   | endCleaning                                                  |
 *                  GONE &lt;----------------------------------------------------------+
 *
 *   ABANDONED: from any state before CLEANING, by toAbandoned while a side deregisters (H5);
 *              when the rest has run down, the side that stays is cleaned up in CLEANING
 * </pre>
 *
 * <h2>Every transition</h2>
 *
 * Each event is a method of {@link CoreBinding}; {@code offerReturned} is in two columns. A cell
 * has the next state, and after a colon the guards that must all hold; of two entries the first
 * counts whose guards hold. Where there is a dot, or the guards do not hold, the event is refused
 * and changes nothing: {@code declined} and {@code offerReturned} throw an {@code
 * IllegalStateException}, the others return false or null. A test reads this table and drives the
 * class through every cell of it.
 *
 * <pre>
 *   event:     attach     accepted     declined     offerReturned         offerReturned(threw)
 *   OFFERED    ATTACHING  .            .            DECLINED              DECLINED
 *   ATTACHING  .          ACCEPTED     DECLINED     DECLINED              DECLINED
 *   ACCEPTED   .          .            .            DETACHING:f,ATTACHED  DETACHING
 *   ATTACHED   .          .            .            .                     .
 *   DETACHING  .          .            .            .                     .
 *   CLEANING   .          .            .            .                     .
 *   DECLINED   .          .            .            DECLINED:a            DECLINED:a
 *   ABANDONED  .          ABANDONED:a  ABANDONED:a  ABANDONED:a           ABANDONED:a
 *   GONE       .          .            .            .                     .
 *
 *   event:     beginDetach  beginAsk      begin        endAsk       toCleaning    endCleaning
 *   OFFERED    .            .             .            .            .             .
 *   ATTACHING  .            .             .            .            .             .
 *   ACCEPTED   .            .             .            .            .             .
 *   ATTACHED   DETACHING    .             .            .            .             .
 *   DETACHING  .            DETACHING:c   DETACHING:d  DETACHING:d  CLEANING:ce   .
 *   CLEANING   .            .             CLEANING:d   .            .             GONE:d
 *   DECLINED   .            .             .            .            .             .
 *   ABANDONED  .            ABANDONED:bc  ABANDONED:d  ABANDONED:d  CLEANING:bce  .
 *   GONE       .            .             .            .            .             .
 *
 *   event:     endDeclined  toAbandoned  takeOverCleaning  takeRoleOfLostAsker
 *   OFFERED    .            ABANDONED:f  .                 .
 *   ATTACHING  .            ABANDONED:f  .                 .
 *   ACCEPTED   .            ABANDONED:f  .                 .
 *   ATTACHED   .            ABANDONED:f  .                 .
 *   DETACHING  .            ABANDONED:f  .                 DETACHING:g
 *   CLEANING   .            CLEANING:f   CLEANING:c        CLEANING:g
 *   DECLINED   GONE:be      ABANDONED:f  .                 .
 *   ABANDONED  .            ABANDONED:f  .                 ABANDONED:g
 *   GONE       .            .            .                 .
 *
 *   a  the client's attach callback has not returned (isOffering)
 *   b  it has
 *   c  no thread is the asker
 *   d  the calling thread is the asker
 *   e  the account of calls has run down: both sides are done, no call is in progress in either
 *      direction, and no marked call is still to be counted (it is settled)
 *   f  a side deregisters that has not left by abandon yet
 *   g  the asker is lost: it has failed for want of memory
 * </pre>
 *
 * A binding that an abandon has cut off lets no call begin, whatever else holds; that decides about
 * calls and about no transition.
 *
 * <h2>What always holds, and where it is kept</h2>
 *
 * <ul>
 *   <li>Each callback is called at most once: {@code attach}, {@code beginDetach} and {@code
 *       toCleaning} leave the state that they ask for under the lock, so only one caller passes.
 *   <li>The client's callback comes before the provider's, in detach and in cleanup: one thread at
 *       a time, the asker, calls both, in turn.
 *   <li>Cleanup comes only after run down: {@link CoreBinding#toCleaning} is the one way into
 *       CLEANING.
 *   <li>A closed guard lets no callee code run: {@link io.nmr.impl.guard.RunDown}.
 *   <li>A registration that has finished has no binding: {@link NpiTable#pair} and {@link
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
  /** Being taken apart: detach stages and calls are waited for. */
  DETACHING,
  /** Run down; the cleanup callbacks run. */
  CLEANING,
  /** A side has declined; the client's callback, or calls of the provider, have not returned. */
  DECLINED,
  /** Given up by a side that has left; the side that stays is not cleaned up yet. */
  ABANDONED,
  /** Over. */
  GONE
}
