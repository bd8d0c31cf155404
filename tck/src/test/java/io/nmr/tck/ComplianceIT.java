package io.nmr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * OSGi's own compliance tests of frameworks pass with the registrar in the framework, whether or
 * not the tests' bundles are modules. So the registrar does not change what the specification
 * promises.
 */
class ComplianceIT {
  /** The number of tests in the suite; none is left out. */
  private static final int TESTS = 489;

  /** Fewer than the suite starts bundles, so that hundreds of stops are held in each run. */
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
