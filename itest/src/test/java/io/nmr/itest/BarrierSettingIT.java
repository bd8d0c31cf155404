package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** The JVM's property for the guards' barrier is looked at when the registrar starts. */
@Timeout(60)
class BarrierSettingIT {
  private static final String PROPERTY = "nmr.guard.barrier";

  private final String before = System.getProperty(PROPERTY);
  private Osgi osgi;

  @AfterEach
  void restore() throws Exception {
    if (before == null) {
      System.clearProperty(PROPERTY);
    } else {
      System.setProperty(PROPERTY, before);
    }
    osgi.close(); // comes to an end
  }

  private static void assertRefused(ThrowingCallable start, String message) {
    assertThatThrownBy(start)
        .isInstanceOf(BundleException.class)
        .hasStackTraceContaining(PROPERTY + " is '" + message);
  }

  @Test
  void a_bad_value_is_refused_by_name_and_a_good_one_lets_the_registrar_start() throws Exception {
    osgi = Osgi.withoutRegistrar(Map.of());
    Bundle registrar = osgi.installRegistrar();
    System.setProperty(PROPERTY, "fences");
    assertRefused(registrar::start, "fences'; it may be auto, safepoint or fence");
    System.clearProperty(PROPERTY);
    registrar.update(); // classes are initialised once
    registrar.start();
    osgi.startProvider("provider");
    assertThat(osgi.startClient("client").call("x")).isEqualTo("provider did x");
  }

  @Test
  void a_frameworks_property_cannot_say_another_than_the_jvms() throws Exception {
    System.setProperty(PROPERTY, "fence");
    osgi = Osgi.withoutRegistrar(Map.of(PROPERTY, "safepoint"));
    assertRefused(
        osgi.installRegistrar()::start,
        "safepoint' for this framework, but 'fence' for the JVM, which has one barrier for all;"
            + " start the JVM with -Dnmr.guard.barrier=safepoint");
  }

  @Test
  void a_frameworks_property_may_say_the_same() throws Exception {
    System.setProperty(PROPERTY, "fence");
    osgi = Osgi.withRegistrar(Map.of(PROPERTY, "fence"));
    osgi.startProvider("provider");
    assertThat(osgi.startClient("client").call("x")).isEqualTo("provider did x");
  }
}
