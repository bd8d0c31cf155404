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
 * Who is wired to whom, what a refresh does about it, and what can be resolved. Usable when our own
 * bundle has stopped.
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

  /** Whether others are still wired to what an uninstalled or updated bundle was. */
  boolean isRefreshNeeded(Bundle bundle) {
    return wiring.getRemovalPendingBundles().contains(bundle);
  }

  /** Refreshes the bundle, and waits until that is over. */
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

  /** Resolves a bundle if that is possible now. */
  boolean resolve(Bundle bundle) {
    return wiring.resolveBundles(List.of(bundle));
  }

  /** What keeps a bundle unresolved, in words. */
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
