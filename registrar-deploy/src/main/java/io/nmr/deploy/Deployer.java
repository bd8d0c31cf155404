package io.nmr.deploy;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Deploys, swaps and unloads bundles, and knows every such operation that is under way, whoever
 * asked for it. An OSGi service; any thread. No method waits for a hold: an operation has a thread
 * of its own, and goes on when nobody waits for it.
 *
 * <p>An unload stands for what Windows does when a driver that has registered with the NMR is
 * stopped: it deregisters, all its bindings are detached, and only then does its image leave
 * memory.
 */
@ProviderType
public interface Deployer {
  /**
   * Begins what is asked for. Where the same is under way already, that operation is returned: so
   * an unload can be asked for again, and waited for.
   *
   * @throws DeployException if it is not possible: there is no such bundle or file, the file is no
   *     complete bundle, or another operation is in the way
   */
  Operation begin(Request request);

  /**
   * What would happen, and touches nothing.
   *
   * @throws DeployException as {@link #begin}
   */
  Preview preview(Request request);

  /** The operations under way and the latest ones that have ended, in the order of their begin. */
  List<OperationDTO> operations();

  /** The operation with that number, while it is under way. */
  Optional<Operation> operation(long id);
}
