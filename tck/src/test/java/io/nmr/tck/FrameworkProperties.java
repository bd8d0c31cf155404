package io.nmr.tck;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Constants;

/** The properties with which the tests want a framework to be started. */
final class FrameworkProperties {
  private static final String TESTS = "org.osgi.test.cases.framework.";

  /** The packages that bundles share with the launcher: JUnit, which runs the tests. */
  private static final String PACKAGES =
      Stream.of(
                  "junit.framework",
                  "org.junit",
                  "org.junit.rules",
                  "org.junit.runner",
                  "org.junit.runner.notification",
                  "org.junit.runners",
                  "org.junit.runners.model")
              .map(each -> each + ";version=\"4.13.2\"")
              .collect(Collectors.joining(","))
          + ",org.hamcrest;version=\"1.3\"";

  /** Execution environments that only the tests' own bundles require. */
  private static final String CAPABILITIES =
      Stream.of(
              "\"testOSGiEE\"",
              "\"AA/BB\"",
              "\"CC-XX/DD-YY\"",
              "\"EE/FF-YY\"; version:Version=\"2.0\"",
              "\"GG-XX/HH\"; version:Version=\"1.0\"",
              "\"II-1.0/JJ-2.0\"",
              "\"div/tb7a\"")
          .map(each -> "osgi.ee; osgi.ee=" + each)
          .collect(Collectors.joining(","));

  private FrameworkProperties() {}

  /** The properties, with an empty storage in that folder. */
  static Map<String, String> with(Path storage) {
    return Map.of(
        Constants.FRAMEWORK_STORAGE,
        storage.toString(),
        Constants.FRAMEWORK_STORAGE_CLEAN,
        Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
        PACKAGES,
        Constants.FRAMEWORK_SYSTEMCAPABILITIES_EXTRA,
        CAPABILITIES,
        TESTS + "div.tb12",
        "abc",
        TESTS + "div.tb15",
        "abc",
        TESTS + "div.tb16",
        "xyz",
        "osgi.resolverMode", // Equinox
        "strict",
        "org.eclipse.osgi.internal.throw.ise.unregister",
        "true");
  }
}
