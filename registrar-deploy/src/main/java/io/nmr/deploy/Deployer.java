package io.nmr.deploy;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Deploys, swaps and unloads bundles, and knows every such operation that is under way, whoever
 * asked for it. This is an OSGi service, which any thread may call. No method waits for a hold: an
 * operation has a thread of its own, and goes on when nobody waits for it.
 *
 * <p>An unload stands for what Windows does when a driver that has registered with the NMR is
 * stopped: it deregisters, all its bindings are detached, and only then does its image leave
 * memory.
 */
@ProviderType
public interface Deployer {
  /**
   * Begins an operation. If a bundle is to be stopped or unloaded and that is under way already,
   * the operation under way is returned, so that a second caller can wait for it.
   *
   * @throws DeployException if the request is not possible: there is no such bundle or file, the
   *     file is no complete bundle, or another operation is in the way
   */
  Operation begin(Request request);

  /**
   * Finds out what an operation would do, and touches nothing.
   *
   * @throws DeployException as {@link #begin} throws it
   */
  Preview preview(Request request);

  /**
   * The operations that are under way and the latest ones that have ended, in the order in which
   * they began.
   */
  List<OperationSnapshot> operations();

  /** The operation with that id; empty if it has ended, or there was none. */
  Optional<Operation> operation(long id);
}
