package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** The registrar's settings through Config Admin, and what Metatype says about them. */
@Timeout(60)
class ConfigIT {
  private static final String WARN = "nmr.hold.warn";

  private Osgi osgi;
  private Bundle config;
  private Function<Object, Object> configurator;

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  private void arrange(Map<String, String> properties) throws Exception {
    osgi = Osgi.withRegistrar(properties);
    config = osgi.installBuilt("registrar-config");
    config.start();
    osgi.installBuilt("org.apache.felix.configadmin").start();
    configure();
  }

  private void configure() throws Exception {
    osgi.start(TestBundle.configurator());
    configurator = osgi.function("configurator");
  }

  private void awaitSetting(String name, String value) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(osgi.runtime().settings()).containsEntry(name, value));
  }

  @Test
  void a_configuration_is_in_force_and_when_deleted_the_framework_properties_are_again()
      throws Exception {
    arrange(Map.of(WARN, "7s"));
    assertThat(osgi.runtime().settings()).containsEntry(WARN, "7s");

    configurator.apply(Map.of("nmr.hold.deadline", "1m", "someone.elses", "note"));
    awaitSetting("nmr.hold.deadline", "1m");
    assertThat(osgi.runtime().settings()).containsEntry(WARN, "7s");
    configurator.apply(Map.of(WARN, "9s", "nmr.history.declines", 3));
    awaitSetting(WARN, "9s");
    assertThat(osgi.runtime().settings())
        .containsEntry("nmr.hold.deadline", "none")
        .containsEntry("nmr.history.declines", "3");

    configurator.apply("delete");
    awaitSetting(WARN, "7s");
    assertThat(osgi.runtime().settings()).containsEntry("nmr.history.declines", "256");
  }

  @Test
  void H5_a_rule_applies_at_once_to_a_stop_that_is_held() throws Exception {
    arrange(Map.of());
    Module provider = osgi.startProvider("provider");
    Module client = osgi.startClient("client");
    Gate inside = osgi.outside.holdAt("provider:work x");
    Doing call = client.calling("x");
    inside.awaitInside();
    Doing stop = provider.stopping();
    provider.assertHeld(stop);

    configurator.apply(
        Map.of(
            "nmr.hold.rules",
            new String[] {
              "(module=someone.else) warn=1s",
              "(&(bundle=provider)(side=provider)) policy=abandon deadline=1ms"
            }));

    stop.await();
    assertThat(osgi.runtime().abandoned()).hasSize(1);
    inside.leave();
    call.await();
  }

  @Test
  void a_bad_value_is_refused_with_its_name_and_the_old_one_stays() throws Exception {
    arrange(Map.of());
    configurator.apply(Map.of(WARN, "9s"));
    awaitSetting(WARN, "9s");

    Object refused =
        configurator.apply(List.of(Map.of("nmr.hold.deadline", "1m", "nmr.hold.policy", "hope")));

    assertThat(refused)
        .asString()
        .startsWith("nmr.hold.policy because ")
        .contains("'hope'", "wait", "abandon");
    assertThat(configurator.apply(List.of(Map.of("nmr.hold.warm", "1s"))))
        .asString()
        .startsWith("nmr.hold.warm because ")
        .contains("did you mean nmr.hold.warn?");
    assertThat(osgi.runtime().settings())
        .containsEntry(WARN, "9s")
        .containsEntry("nmr.hold.deadline", "none");
  }

  @Test
  void a_registrar_that_comes_later_or_again_finds_its_configuration() throws Exception {
    arrange(Map.of());
    configurator.apply(Map.of(WARN, "9s"));
    awaitSetting(WARN, "9s");

    Bundle registrar = osgi.bundle("io.nmr.registrar");
    registrar.stop();
    registrar.start();
    assertThat(osgi.runtime().settings()).containsEntry(WARN, "9s");

    registrar.stop();
    assertThat(directly(Map.of(WARN, "8s"))).isNull();
    registrar.start();
    assertThat(osgi.runtime().settings()).containsEntry(WARN, "8s");
  }

  @Test
  void a_registrar_that_comes_later_and_refuses_its_configuration_says_so_in_the_log()
      throws Exception {
    arrange(Map.of(WARN, "7s"));
    configurator.apply(Map.of(WARN, "9s"));
    awaitSetting(WARN, "9s"); // so Config Admin has nothing more to tell
    Bundle registrar = osgi.bundle("io.nmr.registrar");
    registrar.stop();
    assertThat(directly(Map.of(WARN, "soon"))).as("there is nobody to refuse it").isNull();

    List<String> said = saidAtStartOf(registrar);

    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("the configuration io.nmr.registrar is not in force: nmr.hold.warn is 'soon'");
    assertThat(osgi.runtime().settings()).containsEntry(WARN, "7s");
    assertThat(directly(Map.of(WARN, "8s"))).isNull();
    assertThat(osgi.runtime().settings()).containsEntry(WARN, "8s");
  }

  /** What Config Admin would be told if it gave the bundle that, which here is done at once. */
  private Object directly(Map<String, Object> settings) {
    return configurator.apply(List.of(settings));
  }

  /** By the bundle for configurations, which uses the JDK's log. */
  private static List<String> saidAtStartOf(Bundle registrar) throws BundleException {
    List<String> said = new CopyOnWriteArrayList<>();
    Handler collecting =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            said.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger("io.nmr.registrar.config");
    log.addHandler(collecting);
    try {
      registrar.start();
    } finally {
      log.removeHandler(collecting);
    }
    return said;
  }

  @Test
  void without_the_bundle_the_framework_properties_are_in_force_again() throws Exception {
    arrange(Map.of(WARN, "7s"));
    configurator.apply(Map.of(WARN, "9s"));
    awaitSetting(WARN, "9s");

    config.stop();

    assertThat(osgi.runtime().settings()).containsEntry(WARN, "7s");
  }

  @Test
  void with_no_Config_Admin_there_everything_works_and_one_may_come_later() throws Exception {
    osgi = Osgi.withRegistrar(Map.of(WARN, "7s"));
    config = osgi.installBuilt("registrar-config");
    config.start();
    osgi.startProvider("provider");
    Module client = osgi.startClient("client");
    assertThat(config.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(osgi.runtime().settings()).containsEntry(WARN, "7s");
    assertThat(client.call("x")).isEqualTo("provider did x");

    osgi.installBuilt("org.apache.felix.configadmin").start();
    configure();
    configurator.apply(Map.of(WARN, "9s"));

    awaitSetting(WARN, "9s");
  }

  @Test
  @SuppressWarnings("unchecked")
  void Metatype_describes_every_setting_with_its_default_and_options() throws Exception {
    osgi = Osgi.withRegistrar();
    osgi.installBuilt("registrar-config").start();
    osgi.installBuilt("org.apache.felix.configadmin").start();
    osgi.installBuilt("org.apache.felix.metatype").start();
    configure();

    Map<String, List<String>> english = (Map<String, List<String>>) configurator.apply("metatype:");
    Map<String, List<String>> german =
        (Map<String, List<String>>) configurator.apply("metatype:de");

    Map<String, String> settings = osgi.runtime().settings();
    assertThat(new TreeMap<>(english).tailMap("nmr.").keySet())
        .containsExactlyInAnyOrderElementsOf(settings.keySet());
    settings.forEach(
        (name, value) -> {
          assertThat(english.get(name)).as(name).noneMatch(text -> text.startsWith("%"));
          assertThat(english.get(name).subList(0, 2)).as(name).noneMatch(String::isBlank);
          assertThat(english.get(name).get(1)).as(name).isNotEqualTo(german.get(name).get(1));
          if (!name.equals("nmr.hold.rules")) {
            assertThat(english.get(name).get(2)).as(name).isEqualTo("[" + value + "]");
          }
        });
    assertThat(english.get("nmr.hold.policy").get(3)).isEqualTo("[wait, abandon]");
    assertThat(english.get("nmr.history.declines").get(4)).isNotIn("", "null");
    assertThat(english.get("").get(0)).isEqualTo("Network Module Registrar");
  }
}
