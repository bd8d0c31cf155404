package io.nmr.deploy;

import io.nmr.deploy.OperationDTO.State;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/** An operation that is under way or has ended. Any thread. */
@ProviderType
public interface Operation {
  /** How it stands at the moment. */
  OperationDTO now();

  /**
   * Completes with how it ended, never exceptionally: {@link OperationDTO#state()} tells whether it
   * failed. Completing or cancelling this copy does nothing to the operation.
   */
  CompletableFuture<OperationDTO> done();

  /**
   * Completes when a new bundle is in its place and an old one is about to be unloaded, or with the
   * end.
   */
  CompletableFuture<OperationDTO> placed();

  /** What it waits for while it stops bundles. Looks at the registrar; not for a tight loop. */
  Progress progress();

  /**
   * Ends it where that leaves everything as it was before: until the old bundle begins to stop. A
   * start that has begun is waited for, and its bundle uninstalled then.
   *
   * @throws IllegalStateException if it is too late, saying why
   */
  void cancel();

  /**
   * Somebody looks, and is told of the end that way: the log then has it as information. Otherwise
   * a failure is a warning there.
   *
   * @return to be closed when that person leaves
   */
  Watch watch();

  /** Ends a look. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /** Whether it has ended. */
  default boolean isOver() {
    State state = now().state();
    return state != State.WAITING && state != State.RUNNING;
  }
}
