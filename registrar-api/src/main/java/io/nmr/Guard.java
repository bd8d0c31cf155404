package io.nmr;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Run-down protection for the calls of one side through one binding. Every call through a guarded
 * dispatch enters the guard by itself; a module enters it by hand to keep the peer for longer than
 * one call. NMR leaves this to the modules, which use ExAcquireRundownProtection.
 *
 * <p>A closed guard refuses new work, but lets in the calls that are made for a call in progress. A
 * thread that is inside a call may always make further calls. Other threads that work for the call
 * use the call's own dispatch, which {@link #run(Object, CallingWork)} hands to its work and {@link
 * Call#nested} returns. A call that began before the guard closed may use other threads in this
 * way; a call that was let in afterwards may use its own thread only. The guard of an abandoned
 * binding refuses every call.
 *
 * <p>Any thread. On an unguarded NPI entering always succeeds and counts nothing.
 */
@ProviderType
public interface Guard {
  /**
   * Enters the guard, so that the peer is not cleaned up until the call has left:
   * ExAcquireRundownProtection.
   *
   * @return the call, which must be left exactly once
   * @throws DetachedException if the guard is closed
   */
  Call enter();

  /**
   * Runs a piece of work inside the guard, as if it were one function of the peer. The call leaves
   * when the work has returned or thrown or, if the work returns a stage or a promise, when that
   * completes. Costs as much as a guarded call. Work that ends on another thread without a stage
   * uses {@link #enter}.
   *
   * @param <R> what the work returns
   * @param <X> what the work throws
   * @param work the work, run on this thread
   * @return the result; a stage or promise is replaced as in {@link Call#leaveWith}
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
   * Runs a piece of work inside the guard, as {@link #run(Work)} does, and hands it a dispatch that
   * is bound to this call. Calls through that dispatch, on whatever thread, are let in until the
   * call has left, even if the guard closes meanwhile.
   *
   * @param <D> the peer's dispatch interface
   * @param <R> what the work returns
   * @param <X> what the work throws
   * @param dispatch the peer's guarded dispatch, from {@link ProviderOffer#attach} or {@link
   *     ClientOffer#dispatch}
   * @param work the work, run on this thread
   * @return the result; a stage or promise is replaced as in {@link Call#leaveWith}
   * @throws DetachedException if the guard is closed; the work has not begun
   * @throws IllegalArgumentException if the dispatch belongs to another guard
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
     * Runs the work.
     *
     * @param dispatch the peer's dispatch, bound to the call that this work is
     * @return its result
     * @throws X if it fails
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
    /**
     * Runs the work.
     *
     * @return its result
     * @throws X if it fails
     */
    R run() throws X;
  }

  /**
   * One call in progress, which any thread may go on with. Leave it exactly once, by {@link #leave}
   * or {@link #leaveWith}. The registrar does not attribute the call to the thread that entered it,
   * because that thread may have handed it on: a stop that this thread issues waits for the call.
   */
  @ProviderType
  interface Call {
    /**
     * Binds a dispatch to this call. Calls through the result, on whatever thread, are part of this
     * call and are let in until it has left. After that the result behaves as the dispatch itself.
     *
     * @param <D> the peer's dispatch interface
     * @param dispatch the peer's guarded dispatch
     * @return the bound dispatch
     * @throws IllegalArgumentException if the dispatch belongs to another guard
     */
    <D> D nested(D dispatch);

    /** Ends the call: ExReleaseRundownProtection. */
    void leave();

    /**
     * Ends the call, now or, if the result is a {@code CompletionStage} or an OSGi {@code Promise},
     * when that completes.
     *
     * @param <R> what the call returns
     * @param result what the call returns to its caller; may be null
     * @return the result; a JDK stage or a promise is replaced by the guard's own, which completes
     *     after the call has stopped counting
     */
    <R> R leaveWith(R result);
  }
}
