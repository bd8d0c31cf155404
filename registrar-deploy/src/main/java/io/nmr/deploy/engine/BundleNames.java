package io.nmr.deploy.engine;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.osgi.framework.Bundle;

/** Names bundles as the registrar and the log do. */
final class BundleNames {
  private BundleNames() {}

  /** The bundle as {@code symbolic.name (id)}. */
  static String of(Bundle bundle) {
    return Objects.requireNonNullElse(bundle.getSymbolicName(), bundle.getLocation())
        + (" (" + bundle.getBundleId() + ")");
  }

  /** The bundle as {@code symbolic.name version (id)}. */
  static String withVersion(Bundle bundle) {
    return bundle.getSymbolicName() + " " + bundle.getVersion() + " (" + bundle.getBundleId() + ")";
  }

  static List<String> of(Collection<Bundle> bundles) {
    return bundles.stream().map(BundleNames::of).toList();
  }
}
