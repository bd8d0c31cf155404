package io.nmr;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The run-down protection of one side's calls through one binding, for entering around more than
 * one call. Every call through a guarded dispatch enters by itself. NMR leaves this to the modules,
 * which use ExAcquireRundownProtection.
 *
 * <p>When the guard has closed it refuses new work, and lets in whatever is done for a call that is
 * in progress. A thread that is inside a call may always call on. Other threads that do something
 * for the call use the call's own dispatch: the one that {@link #run(Object, CallingWork)} hands to
 * its work, or that {@link Call#nested} gives. This holds for calls that began before the guard
 * closed; a later one is let in for its thread alone. An abandoned binding refuses them all.
 *
 * <p>Any thread. On an unguarded NPI entering always succeeds and counts nothing.
 */
@ProviderType
public interface Guard {
  /**
   * Enters: until the call is left, the peer will not be cleaned up.
   *
   * @throws DetachedException if the guard is closed; nothing has run
   */
  Call enter();

  /**
   * Does a piece of work inside, as if it were one function of the peer: enters, and leaves when
   * the work has returned or thrown, or, if it returns a stage or a promise, when that has
   * completed. Costs what a guarded call costs; {@link #enter} is for work that ends on another
   * thread.
   *
   * @return the result, or the guard's own stage in its place, as {@link Call#leaveWith} has it
   * @throws DetachedException if the guard is closed; the work has not begun
   * @throws X what the work throws
   */
  default <R, X extends Exception> R run(Work<? extends R, X> work) throws X {
    Call call = enter();
    R result;
    try {
      result = work.run();
    } catch (Throwable thrown) {
      call.leave();
      throw thrown;
    }
    return call.leaveWith(result);
  }

  /**
   * Does a piece of work inside, as {@link #run(Work)} does, and hands it a dispatch that is bound
   * to this call: what the work, and whatever goes on for it on other threads, calls through that
   * dispatch is let in until the call is over, though the guard close meanwhile.
   *
   * @param dispatch the peer's guarded dispatch, as {@link ProviderOffer#attach} returned it or
   *     {@link ClientOffer#dispatch} has it
   * @return the result, or the guard's own stage in its place, as {@link Call#leaveWith} has it
   * @throws DetachedException if the guard is closed; the work has not begun
   * @throws IllegalArgumentException if that is not the dispatch that this guard guards
   * @throws X what the work throws
   */
  default <D, R, X extends Exception> R run(D dispatch, CallingWork<? super D, ? extends R, X> work)
      throws X {
    Call call = enter();
    R result;
    try {
      result = work.run(call.nested(dispatch));
    } catch (Throwable thrown) {
      call.leave();
      throw thrown;
    }
    return call.leaveWith(result);
  }

  /**
   * A piece of work that calls the peer.
   *
   * @param <D> the peer's dispatch interface
   * @param <R> what it returns
   * @param <X> what it throws
   */
  @FunctionalInterface
  interface CallingWork<D, R, X extends Exception> {
    /**
     * Does it.
     *
     * @param dispatch the peer's dispatch, for this piece of work
     */
    R run(D dispatch) throws X;
  }

  /**
   * A piece of work.
   *
   * @param <R> what it returns
   * @param <X> what it throws
   */
  @FunctionalInterface
  interface Work<R, X extends Exception> {
    /** Does it. */
    R run() throws X;
  }

  /**
   * One call in progress, which any thread may go on with. Leave it exactly once, by one of the two
   * methods for that. It is not taken for the doing of the thread that entered, for that may have
   * handed it on: a stop from that thread waits for it.
   */
  @ProviderType
  interface Call {
    /**
     * The same dispatch, bound to this call: what is called through it, on whatever thread, is part
     * of the call and is let in until the call has left. From then on it is as the dispatch itself.
     *
     * @param dispatch the peer's guarded dispatch
     * @throws IllegalArgumentException if that is not the dispatch that this call's guard guards
     */
    <D> D nested(D dispatch);

    /** The call is over. */
    void leave();

    /**
     * The call is over, or, if its result is a {@code CompletionStage} or an OSGi {@code Promise},
     * in progress until that completes.
     *
     * @return the result; in place of a stage of the JDK's or a promise, the guard's own, which
     *     completes after the call has stopped counting
     */
    <R> R leaveWith(R result);
  }
}
