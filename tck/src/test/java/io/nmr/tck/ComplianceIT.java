package io.nmr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A framework stays what its specification says with the registrar in it, whether its bundles have
 * to do with the registrar or not: OSGi's own tests of frameworks pass.
 */
class ComplianceIT {
  /** The whole suite: none of its tests is left out. */
  private static final int TESTS = 489;

  /** The suite starts more bundles than this, so that each run has hundreds of held stops. */
  private static final int MODULES = 300;

  /** The frameworks, with the names of their jars. */
  enum On {
    FELIX("org.apache.felix.framework"),
    EQUINOX("org.eclipse.osgi");

    private final String jar;

    On(String jar) {
      this.jar = jar;
    }
  }

  @ParameterizedTest
  @EnumSource
  void all_tests_pass_with_the_registrar_in(On framework) throws Exception {
    Properties results = TestRun.of(framework + "-registrar", framework.jar, List.of());
    assertAllPass(results);
  }

  @ParameterizedTest
  @EnumSource
  void all_tests_pass_with_every_test_bundle_a_module(On framework) throws Exception {
    String extender = System.getProperty("tck.extender");
    Properties results = TestRun.of(framework + "-modules", framework.jar, List.of(extender));
    assertAllPass(results);
    long attached = count(results, "attached");
    assertThat(count(results, "registered")).as("registrations").isGreaterThan(2 * MODULES);
    assertThat(attached).as("bindings").isGreaterThan(2 * MODULES);
    assertThat(count(results, "stopped-modules")).as("held stops").isGreaterThan(MODULES);
    assertThat(count(results, "stopped-while-bound"))
        .as("stops that went on while a binding was not cleaned up")
        .isZero();
    assertThat(count(results, "detached")).as("bindings detached").isEqualTo(attached);
    assertThat(count(results, "cleaned")).as("bindings cleaned up").isEqualTo(attached);
  }

  private static void assertAllPass(Properties results) {
    assertThat(results.getProperty("failures")).as("failed tests").isEmpty();
    assertThat(count(results, "failed")).as("failed tests").isZero();
    assertThat(count(results, "ignored")).as("tests left out").isZero();
    assertThat(count(results, "run")).as("tests").isEqualTo(TESTS);
    assertThat(results.getProperty("stopped")).as("the framework's stop ended").isEqualTo("true");
  }

  private static long count(Properties results, String what) {
    return Long.parseLong(results.getProperty(what, "0"));
  }
}
