package io.nmr.deploy.engine;

import io.nmr.deploy.DeployException;
import io.nmr.deploy.engine.Task.CancelledException;
import java.io.IOException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Stops, unloads and updates bundles on the threads of operations, each bundle for one operation at
 * a time.
 */
final class Stops {
  private final Exclusion exclusion;
  private final Turns turns;
  private final Wiring wiring;

  Stops(Exclusion exclusion, Turns turns, Wiring wiring) {
    this.exclusion = exclusion;
    this.turns = turns;
    this.wiring = wiring;
  }

  /** The stop or unload of a bundle by a new operation. */
  BundleStop stop(Bundle bundle, boolean isStopOnly, Task task) {
    return new BundleStop(bundle, isStopOnly, wiring, task);
  }

  /** Does a stop that has entered; the caller makes it leave. */
  void run(BundleStop stop) throws BundleException, InterruptedException, CancelledException {
    if (stop.isUnload()) {
      turns.awaitAbove(stop);
    }
    stop.run();
  }

  void leave(BundleStop stop) {
    exclusion.leave(stop);
  }

  /**
   * Unloads a bundle as a part of an operation. Does nothing where another operation has unloaded
   * it meanwhile.
   */
  void unload(Bundle bundle, Task task)
      throws BundleException, InterruptedException, CancelledException {
    BundleStop stop = stop(bundle, false, task);
    if (turns.enter(stop)) {
      try {
        run(stop);
      } finally {
        leave(stop);
      }
    }
  }

  /** What is done with a bundle while no other operation stops it. */
  @FunctionalInterface
  interface Update {
    void run(BundleStop stop)
        throws BundleException, InterruptedException, CancelledException, IOException;
  }

  /** Updates a bundle while no other operation stops, unloads or updates it. */
  void update(Bundle bundle, Task task, Update update)
      throws BundleException, InterruptedException, CancelledException, IOException {
    BundleStop stop = BundleStop.ofUpdate(bundle, wiring, task);
    if (!turns.enter(stop)) {
      throw new DeployException(BundleNames.of(bundle) + " has been unloaded meanwhile");
    }
    try {
      update.run(stop);
    } finally {
      leave(stop);
    }
  }
}
