package io.nmr.deploy.engine;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.osgi.framework.Bundle;

/** Bundles as the registrar names them, and the log. */
final class BundleNames {
  private BundleNames() {}

  /** As {@code symbolic.name (id)}. */
  static String of(Bundle bundle) {
    return Objects.requireNonNullElse(bundle.getSymbolicName(), bundle.getLocation())
        + (" (" + bundle.getBundleId() + ")");
  }

  /** As {@code symbolic.name version (id)}. */
  static String withVersion(Bundle bundle) {
    return bundle.getSymbolicName() + " " + bundle.getVersion() + " (" + bundle.getBundleId() + ")";
  }

  static List<String> of(Collection<Bundle> bundles) {
    return bundles.stream().map(BundleNames::of).toList();
  }
}
