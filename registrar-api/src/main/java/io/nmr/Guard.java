package io.nmr;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The run-down protection of one side's calls through one binding, for entering around more than
 * one call. Every call through a guarded dispatch enters by itself; a thread that is inside may
 * always call on. NMR leaves this to the modules, which use ExAcquireRundownProtection.
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

  /** One call in progress. Leave it exactly once, by one of its two methods. */
  @ProviderType
  interface Call {
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
