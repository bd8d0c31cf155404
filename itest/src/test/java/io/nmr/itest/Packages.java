package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleWiring;

/** What a framework exports. */
final class Packages {
  private Packages() {}

  /** The system packages that it would have on a JVM without that one. */
  static String without(String name, Framework framework) {
    List<String> all =
        framework
            .adapt(BundleWiring.class)
            .getCapabilities(PackageNamespace.PACKAGE_NAMESPACE)
            .stream()
            .map(Packages::clause)
            .toList();
    List<String> others = all.stream().filter(each -> !each.startsWith(name + ";")).toList();
    assertThat(others).as("without " + name).hasSizeLessThan(all.size());
    return others.stream()
        .filter(each -> !each.startsWith("org.eclipse.") && !each.startsWith("java."))
        .collect(Collectors.joining(","));
  }

  private static String clause(BundleCapability exported) {
    return exported.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)
        + ";version=\""
        + exported.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE)
        + '"';
  }
}
