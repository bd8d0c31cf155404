package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;

/** The registrar's health check in Felix Health Checks themselves, with what these need. */
@Timeout(60)
class HealthExecutorIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String ALL_IS_WELL =
      "OK: %d registrations, %d bindings, 0 deregistrations under way";

  private Osgi osgi;
  private Bundle executor;
  private Bundle health;

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  private void arrange(Map<String, String> properties) throws Exception {
    osgi = Osgi.withRegistrar(properties);
    health = osgi.installBuilt("registrar-health");
    health.start();
    for (String each :
        List.of(
            "slf4j-api",
            "slf4j-nop",
            "org.osgi.util.function",
            "org.osgi.util.promise",
            "org.osgi.service.component",
            "org.apache.felix.healthcheck.api")) {
      osgi.installBuilt(each);
    }
    osgi.install(TestBundle.servletWhiteboard());
    osgi.installBuilt("org.apache.felix.configadmin").start();
    osgi.installBuilt("org.apache.felix.eventadmin").start();
    osgi.installBuilt("org.apache.felix.scr").start();
    executor = osgi.installBuilt("org.apache.felix.healthcheck.core");
    executor.start();
    osgi.start(TestBundle.patient());
    awaitFindings("nmr", "nmr is OK", ALL_IS_WELL.formatted(0, 0));
  }

  @SuppressWarnings("unchecked")
  private List<String> findings(String tag) throws Exception {
    return (List<String>) osgi.function("patient").apply(tag);
  }

  /** The executor's components and its list of checks come a moment after the services. */
  private void awaitFindings(String tag, String... lines) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(findings(tag)).containsExactly(lines));
  }

  @Test
  void it_is_found_by_both_tags_and_gone_with_the_bundle_or_the_executor() throws Exception {
    arrange(Map.of());
    osgi.startProvider("provider");
    osgi.startClient("client");
    for (String tag : List.of("nmr", "modules")) {
      awaitFindings(tag, "nmr is OK", ALL_IS_WELL.formatted(2, 1));
    }
    assertThat(findings("somebody.elses")).isEmpty();

    executor.stop();
    assertThat(findings("nmr")).containsExactly("no executor");
    executor.start();
    awaitFindings("nmr", "nmr is OK", ALL_IS_WELL.formatted(2, 1));
    health.stop();
    awaitFindings("nmr");
  }

  @Test
  void a_stop_held_past_its_warn_time_is_a_warning_until_it_ends() throws Exception {
    arrange(Map.of("nmr.hold.rules", "(module=provider) warn=50ms"));
    Module provider = osgi.startProvider("provider");
    Module client = osgi.startClient("client");
    Gate inside = osgi.outside.holdAt("provider:work x");
    Doing call = client.calling("x");
    inside.awaitInside();
    Doing stop = provider.stopping();
    provider.assertHeld(stop);

    await().atMost(PATIENCE).until(() -> findings("nmr").get(0).equals("nmr is WARN"));

    assertThat(findings("nmr").get(1))
        .startsWith("WARN: the stop of provider (")
        .contains("waiting for call by client", "on thread 'call x by client'");
    inside.leave();
    stop.await();
    call.await();
    awaitFindings("nmr", "nmr is OK", ALL_IS_WELL.formatted(1, 0));
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

    assertThat(findings("nmr"))
        .hasSize(2)
        .startsWith("nmr is WARN")
        .last()
        .asString()
        .startsWith("WARN: a callback of client (")
        .contains("detach", "the test's reaction");
  }
}
