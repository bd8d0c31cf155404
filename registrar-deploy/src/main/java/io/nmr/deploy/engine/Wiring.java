package io.nmr.deploy.engine;

import static java.util.stream.Collectors.joining;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;

/**
 * Finds out which bundles are wired to which, and refreshes and resolves bundles. Works also when
 * this bundle has stopped, because the system bundle gives it what it needs.
 */
final class Wiring {
  private final FrameworkWiring wiring;

  Wiring(Bundle systemBundle) {
    wiring = systemBundle.adapt(FrameworkWiring.class);
  }

  /** The other bundles that a refresh of this one would stop and start again; the latest first. */
  List<Bundle> dependents(Bundle bundle) {
    return wiring.getDependencyClosure(List.of(bundle)).stream()
        .filter(it -> !it.equals(bundle))
        .sorted(Comparator.comparingLong(Bundle::getBundleId).reversed())
        .toList();
  }

  /** Whether other bundles are still wired to the old content of an uninstalled or updated one. */
  boolean isRefreshNeeded(Bundle bundle) {
    return wiring.getRemovalPendingBundles().contains(bundle);
  }

  /** Refreshes the bundle, and waits until the refresh is over. */
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

  /** Resolves a bundle if possible, and returns whether it is resolved. */
  boolean resolve(Bundle bundle) {
    return wiring.resolveBundles(List.of(bundle));
  }

  /** Says in words what keeps a bundle unresolved. */
  String missing(Bundle bundle) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    String missing =
        revision == null
            ? ""
            : revision.getRequirements(null).stream()
                .filter(Wiring::isNeeded)
                .filter(it -> wiring.findProviders(it).isEmpty())
                .map(Wiring::words)
                .distinct()
                .collect(joining(", "));
    return missing.isEmpty()
        ? "its requirements contradict each other"
        : "no bundle has " + missing;
  }

  private static boolean isNeeded(Requirement requirement) {
    String resolution = requirement.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE);
    String effective = requirement.getDirectives().get(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE);
    return !Namespace.RESOLUTION_OPTIONAL.equals(resolution)
        && !Constants.RESOLUTION_OPTIONAL.equals(resolution)
        && !"dynamic".equals(resolution)
        && (effective == null || effective.equals(Namespace.EFFECTIVE_RESOLVE));
  }

  private static String words(Requirement requirement) {
    String filter = requirement.getDirectives().get(Namespace.REQUIREMENT_FILTER_DIRECTIVE);
    return requirement.getNamespace() + (filter == null ? "" : " " + filter);
  }
}
