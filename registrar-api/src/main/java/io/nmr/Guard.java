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
