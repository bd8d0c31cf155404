package io.nmr;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** A deregistration under way or complete. Any thread. */
@ProviderType
public interface Deregistration {
  /** Whether anything is still attached or in progress: STATUS_PENDING. */
  boolean isPending();

  /**
   * Waits until every peer is detached and cleaned up: NmrWaitForProviderDeregisterComplete or
   * NmrWaitForClientDeregisterComplete. While the module or the registrar is being stopped the wait
   * is part of that stop, and given up when the deadline of a hold has passed, if there is one.
   *
   * @throws IllegalStateException if this very thread is inside a call or callback that has to end
   *     first, or if the wait would close a cycle of threads that wait in the registrar for one
   *     another; the message names the calls
   * @throws AbandonedException if the wait was given up for what could not be detached
   */
  void await() throws InterruptedException;

  /**
   * The same, for no longer than the time given.
   *
   * @return whether it is complete
   */
  boolean await(Duration timeout) throws InterruptedException;

  /**
   * Completes when every peer is detached and cleaned up; exceptionally, with {@link
   * AbandonedException}, when a binding was abandoned. The registrar does not know who waits for
   * this stage: such a wait is neither warned of nor given up at a deadline.
   */
  CompletionStage<Void> completion();

  /** Who still holds it, and why; empty when complete. A snapshot. */
  List<Blocker> blockers();
}
