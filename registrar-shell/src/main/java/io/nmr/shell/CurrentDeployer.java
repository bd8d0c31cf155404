package io.nmr.shell;

import io.nmr.deploy.DeployException;
import io.nmr.deploy.Deployer;
import io.nmr.deploy.Operation;
import io.nmr.deploy.OperationSnapshot;
import io.nmr.deploy.OperationSnapshot.State;
import io.nmr.deploy.Preview;
import io.nmr.deploy.Request;
import io.nmr.shell.result.CommandException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;

/**
 * Finds the deployer that runs at the moment.
 *
 * @param current looks up the service
 * @param own the bundles that this shell consists of, which an operation of this shell must not
 *     stop
 */
record CurrentDeployer(Supplier<Optional<Deployer>> current, List<Bundle> own) {
  /** The name under which the shell asks for operations. */
  static final String BY = "shell";

  /**
   * The deployer that runs.
   *
   * @throws CommandException if none runs
   */
  Deployer get() {
    return find()
        .orElseThrow(
            () ->
                new CommandException(
                    "No deployer is running. Start the bundle io.nmr.registrar.deploy (lb lists it)."));
  }

  Optional<Deployer> find() {
    return current.get();
  }

  /**
   * Begins the requested operation. If the deployer refuses the request, the command fails with
   * that refusal.
   */
  Operation begin(Request request) {
    try {
      return get().begin(ours(request));
    } catch (DeployException refused) {
      throw new CommandException(String.valueOf(refused.getMessage()));
    }
  }

  Preview preview(Request request) {
    try {
      return get().preview(ours(request));
    } catch (DeployException refused) {
      throw new CommandException(String.valueOf(refused.getMessage()));
    }
  }

  private Request ours(Request request) {
    return request.by(BY).sparing(own);
  }

  /** The operations under way and the latest ones that have ended; none where no deployer runs. */
  List<OperationSnapshot> operations() {
    return find().map(Deployer::operations).orElse(List.of());
  }

  /** The numbers of the operations that are under way. */
  List<String> running() {
    return operations().stream()
        .filter(it -> it.state() == State.RUNNING || it.state() == State.WAITING)
        .map(it -> Long.toString(it.id()))
        .toList();
  }
}
