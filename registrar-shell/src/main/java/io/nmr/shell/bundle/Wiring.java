package io.nmr.shell.bundle;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Who is wired to whom, and what a refresh does about it. Usable when our own bundle has stopped.
 */
final class Wiring {
  private final FrameworkWiring wiring;

  Wiring(Bundle systemBundle) {
    wiring = systemBundle.adapt(FrameworkWiring.class);
  }

  /** The others that a refresh of the bundle would stop and start again; the latest first. */
  List<Bundle> dependents(Bundle bundle) {
    return wiring.getDependencyClosure(List.of(bundle)).stream()
        .filter(it -> !it.equals(bundle))
        .sorted(Comparator.comparingLong(Bundle::getBundleId).reversed())
        .toList();
  }

  /** Whether others are still wired to what an uninstalled bundle was. */
  boolean isRefreshNeeded(Bundle uninstalled) {
    Collection<Bundle> pending = wiring.getRemovalPendingBundles();
    return pending.contains(uninstalled);
  }

  void awaitRefresh(Bundle bundle) throws InterruptedException {
    CountDownLatch refreshed = new CountDownLatch(1);
    wiring.refreshBundles(
        List.of(bundle),
        event -> {
          if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
            refreshed.countDown();
          }
        });
    refreshed.await();
  }
}
