package io.nmr;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** A deregistration that is under way or complete, which any thread may ask or wait for. */
@ProviderType
public interface Deregistration {
  /**
   * {@return whether a binding is still attached or a call or callback still in progress:
   * STATUS_PENDING} What was abandoned is not waited for, even while a call of it goes on.
   */
  boolean isPending();

  /**
   * Waits until every peer is detached and cleaned up: NmrWaitForProviderDeregisterComplete or
   * NmrWaitForClientDeregisterComplete. While the module or the registrar is being stopped, the
   * wait is part of that stop, and ends at the deadline of the hold, if one is configured with the
   * policy {@code abandon}.
   *
   * @throws IllegalStateException if this very thread is inside a call or callback that has to end
   *     first, or if the wait would close a cycle of threads that wait in the registrar for one
   *     another; the message names the calls
   * @throws AbandonedException if a binding was abandoned, by an operator or by the deadline
   * @throws InterruptedException if this thread is interrupted; the deregistration goes on
   */
  void await() throws InterruptedException;

  /**
   * Waits as {@link #await()} does, but no longer than that time.
   *
   * @param timeout the longest time to wait; zero or less returns at once
   * @return whether the deregistration is complete
   * @throws IllegalStateException as {@link #await()} does
   * @throws AbandonedException as {@link #await()} does
   * @throws InterruptedException as {@link #await()} does
   */
  boolean await(Duration timeout) throws InterruptedException;

  /**
   * Returns a stage that completes when every peer is detached and cleaned up, or exceptionally,
   * with {@link AbandonedException}, when a binding was abandoned. The registrar does not know of
   * threads that wait for this stage, so it neither warns of such a wait nor ends it at a deadline.
   *
   * @return the stage
   */
  CompletionStage<Void> completion();

  /**
   * {@return a snapshot of the calls and callbacks that it waits for; empty when it is complete}
   */
  List<Blocker> blockers();
}
