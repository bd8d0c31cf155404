package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** The registrar's health check, as Felix Health Checks executes it. */
@Timeout(60)
class HealthIT {
  private Osgi osgi;
  private Bundle health;
  private Module doctor;

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  private void arrange(Map<String, String> properties) throws Exception {
    osgi = Osgi.withRegistrar(properties);
    health = osgi.installBuilt("registrar-health");
    health.start();
    osgi.installBuilt("slf4j-nop");
    osgi.installBuilt("slf4j-api");
    osgi.installBuilt("org.apache.felix.healthcheck.api");
    doctor = osgi.start(TestBundle.doctor());
  }

  @SuppressWarnings("unchecked")
  private List<String> findings() throws Exception {
    return (List<String>) osgi.function("doctor").apply("nmr");
  }

  @Test
  void with_no_health_checks_there_the_bundle_runs_and_they_may_come_and_go() throws Exception {
    arrange(Map.of());
    assertThat(health.getState()).isEqualTo(Bundle.ACTIVE);
    List<String> isWell = findings();
    assertThat(isWell)
        .containsExactly("OK", "OK: 0 registrations, 0 bindings, 0 deregistrations under way");
    assertThat(osgi.context().getAllServiceReferences(null, "(hc.mbean.name=nmr)")).hasSize(1);
    doctor.bundle().stop();
    doctor.bundle().start();
    assertThat(findings()).as("of the one check that there is").isEqualTo(isWell);
    health.stop();
    assertThat(findings()).isEmpty();
  }

  @Test
  void H4_a_hold_past_its_warn_time_is_a_warning_that_names_who_and_on_whom() throws Exception {
    arrange(Map.of("nmr.hold.warn", "1h", "nmr.hold.rules", "(module=provider) warn=50ms"));
    Module provider = osgi.startProvider("provider");
    Module client = osgi.startClient("client");
    Gate inside = osgi.outside.holdAt("provider:work x");
    Doing call = client.calling("x");
    inside.awaitInside();
    assertThat(findings()).startsWith("OK");
    Doing stop = provider.stopping();
    provider.assertHeld(stop);

    await().atMost(Duration.ofSeconds(20)).until(() -> findings().get(0).equals("WARN"));

    assertThat(findings().get(1))
        .contains("the stop of provider (", "waiting for call by client", "call x by client");
    inside.leave();
    stop.await();
    call.await();
    assertThat(findings()).startsWith("OK");
  }

  @Test
  void a_callback_that_failed_lately_is_a_warning() throws Exception {
    arrange(Map.of());
    Module provider = osgi.startProvider("provider");
    osgi.startClient("client");
    osgi.outside.on(
        "client:detach",
        () -> {
          throw new IllegalStateException("on purpose");
        });
    provider.bundle().stop();

    assertThat(findings().get(0)).isEqualTo("WARN");
    assertThat(findings().get(1)).contains("client (", "detach", "the test's reaction");
  }

  @Test
  void with_no_registrar_there_is_a_warning() throws Exception {
    arrange(Map.of());
    osgi.bundle("io.nmr.registrar").stop();
    assertThat(findings()).containsExactly("WARN", "WARN: there is no registrar");
  }

  @Test
  void a_bad_number_of_minutes_is_refused_by_name() {
    assertThatThrownBy(() -> arrange(Map.of("nmr.health.failures.minutes", "ten")))
        .isInstanceOf(BundleException.class)
        .hasStackTraceContaining("nmr.health.failures.minutes is 'ten'");
  }
}
