package io.nmr.deploy;

import io.nmr.deploy.OperationSnapshot.State;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/** An operation that is under way or has ended. Any thread may call. */
@ProviderType
public interface Operation {
  /** How the operation stands at the moment. */
  OperationSnapshot now();

  /**
   * Completes with how the operation ended, and never exceptionally: {@link
   * OperationSnapshot#state()} tells whether it failed. Completing or cancelling this copy does
   * nothing to the operation.
   */
  CompletableFuture<OperationSnapshot> done();

  /**
   * Completes when the new bundle has taken the old one's place, before the old one is unloaded; at
   * the latest when the operation ends.
   */
  CompletableFuture<OperationSnapshot> placed();

  /**
   * What the operation waits for while it stops bundles. Each call takes a snapshot of the
   * registrar, so this is not for a tight loop.
   */
  Progress progress();

  /**
   * Cancels the operation, which leaves everything as it was before. This is possible until the old
   * bundle begins to stop. If the new bundle is being started, its start ends first, and then it is
   * uninstalled.
   *
   * @throws IllegalStateException if it is too late; the message says why
   */
  void cancel();

  /**
   * Tells that somebody watches the operation and will learn of its end that way. The end of a
   * watched operation is logged at DEBUG; without a watch, a failure is logged as a warning and any
   * other end as information.
   *
   * @return the watch, which the caller closes when nobody looks any more
   */
  Watch watch();

  /** Somebody's watch of an operation. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /** Whether the operation has ended. */
  default boolean isOver() {
    State state = now().state();
    return state != State.WAITING && state != State.RUNNING;
  }
}
