package io.nmr.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nmr.shell.text.Screen;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ManagedService;

/** A setting that is changed at the prompt, with a Config Admin and without. */
class SetTest {
  private static final String WARN = "nmr.hold.warn";

  private final FakeRuntime runtime = new FakeRuntime();
  private final Hashtable<String, Object> configuration = new Hashtable<>();
  private boolean isThereConfigAdmin;
  private boolean isRead;
  private boolean isWritable = true;
  private String storageClean = "";

  /** Config Admin's thread, which delivers one configuration after another. */
  private final ExecutorService configAdmin = Executors.newSingleThreadExecutor();

  private final CountDownLatch fence = new CountDownLatch(1);
  private final SettingsCommands.Set set =
      new SettingsCommands.Set(runtime.asRuntimes(), it -> SettingsStore.of(framework(), it));

  @BeforeEach
  void settings() {
    runtime.defaults.put(WARN, "5s");
    runtime.defaults.put("nmr.hold.policy", "wait");
    runtime.settings.putAll(runtime.defaults);
  }

  @AfterEach
  void end() throws Exception {
    configAdmin.shutdown();
    assertThat(configAdmin.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void without_config_admin_it_lasts_until_the_registrar_starts_anew() {
    assertThat(set(WARN, "1s"))
        .isEqualTo("nmr.hold.warn=1s (was 5s), until the registrar starts anew.");
    assertThat(set("nmr.hold.policy", "abandon")).contains("(was wait)");

    assertThat(runtime.settings).containsEntry(WARN, "1s");
    assertThat(show(set.set(true, false, WARN)))
        .isEqualTo("nmr.hold.warn=5s (was 1s), until the registrar starts anew.");
    assertThat(runtime.settings).containsEntry("nmr.hold.policy", "abandon");
  }

  @Test
  void with_one_it_is_written_to_the_configuration_beside_what_is_there() {
    isThereConfigAdmin = true;
    isRead = true;
    configuration.putAll(Map.of("service.pid", "io.nmr.registrar", "nmr.hold.policy", "abandon"));

    assertThat(set(WARN, "1s"))
        .isEqualTo("nmr.hold.warn=1s (was 5s), until the configuration io.nmr.registrar changes.");

    assertThat(configuration)
        .containsEntry(WARN, "1s")
        .containsEntry("nmr.hold.policy", "abandon")
        .containsEntry("service.pid", "io.nmr.registrar");
    assertThat(runtime.settings).containsEntry("nmr.hold.policy", "abandon");
    set.set(true, false, WARN);
    assertThat(configuration).doesNotContainKey(WARN);
    assertThat(runtime.settings).containsEntry(WARN, "5s");
  }

  @Test
  void it_says_what_ends_it_a_file_or_a_start_that_forgets_configurations() {
    isThereConfigAdmin = true;
    isRead = true;
    storageClean = "onFirstInit";
    assertThat(set(WARN, "1s"))
        .endsWith("until the configuration io.nmr.registrar changes or the framework starts anew.");

    configuration.put("felix.fileinstall.filename", "file:/opt/nmr/modules/io.nmr.registrar.cfg");
    assertThat(set(WARN, "2s"))
        .endsWith("until the file io.nmr.registrar.cfg changes or the framework starts anew.");
  }

  @Test
  void a_configuration_that_nobody_reads_is_not_written() {
    isThereConfigAdmin = true;

    assertThat(set(WARN, "1s")).endsWith("until the registrar starts anew.");

    assertThat(configuration).isEmpty();
  }

  @Test
  void what_the_registrar_refuses_is_neither_in_force_nor_kept() {
    isThereConfigAdmin = true;
    isRead = true;

    assertThatThrownBy(() -> set(WARN, "bad"))
        .hasToString("nmr.hold.warn is 'bad'; give a good one");
    assertThatThrownBy(() -> set("nmr.hold.wran", "1s"))
        .hasToString("nmr.hold.wran is no setting; did you mean another?");
    assertThatThrownBy(() -> set.set(true, false, "nmr.hold.wran"))
        .hasToString("nmr.hold.wran is no setting; did you mean another?");

    assertThat(configuration).isEmpty();
    assertThat(runtime.settings).isEqualTo(runtime.defaults);
  }

  @Test
  void a_bad_one_that_the_configuration_has_already_is_told_from_the_one_that_was_typed() {
    isThereConfigAdmin = true;
    isRead = true;
    configuration.put("nmr.hold.policy", "bad");

    assertThatThrownBy(() -> set(WARN, "1s"))
        .hasToString("nmr.hold.policy is 'bad'; give a good one; nmr.hold.warn was not changed");
  }

  @Test
  void a_configuration_that_cannot_be_written_is_told() {
    isThereConfigAdmin = true;
    isRead = true;
    isWritable = false;

    assertThatThrownBy(() -> set(WARN, "1s"))
        .hasMessageContaining("nmr.hold.warn is in force, but not kept: the configuration")
        .hasMessageContaining("deleted");
  }

  /** Config Admin delivers the first configuration only when the second one would be in force. */
  @Test
  @Timeout(20)
  void of_two_in_quick_succession_the_first_does_not_take_back_the_second() throws Exception {
    isThereConfigAdmin = true;
    isRead = true;
    CountDownLatch mayDeliver = new CountDownLatch(1);
    configAdmin.submit(() -> mayDeliver.await(10, TimeUnit.SECONDS));

    CompletableFuture<Void> both =
        CompletableFuture.runAsync(
            () -> {
              set(WARN, "1s");
              set("nmr.hold.policy", "abandon");
            });
    await().until(() -> both.isDone() || fence.getCount() == 0);
    mayDeliver.countDown();
    both.get();
    configAdmin.submit(() -> {}).get();

    assertThat(runtime.configured.stream().map(it -> it.get("nmr.hold.policy")))
        .containsSubsequence("wait", "abandon")
        .doesNotContainSubsequence("abandon", "wait");
    assertThat(runtime.settings)
        .containsEntry(WARN, "1s")
        .containsEntry("nmr.hold.policy", "abandon");
  }

  @Test
  void for_scripts() {
    assertThat(set.set(false, true, WARN, "1s"))
        .isEqualTo(
            "{\"name\":\"nmr.hold.warn\",\"value\":\"1s\",\"before\":\"5s\","
                + "\"until\":\"the registrar starts anew\"}");
  }

  private String set(String name, String value) {
    return show(set.set(false, false, name, value));
  }

  private static String show(Object result) {
    return ((SettingsCommands.Set.Changed) result).show(Screen.PLAIN);
  }

  private BundleContext framework() {
    ServiceReference<?> reference =
        FakeFramework.proxy(
            ServiceReference.class,
            (self, method, arguments) -> {
              throw new UnsupportedOperationException(method.toString());
            });
    return FakeFramework.proxy(
        BundleContext.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "getServiceReference" -> isThereConfigAdmin ? reference : null;
              case "getServiceReferences" -> isRead ? List.of(reference) : List.of();
              case "getService" -> admin();
              case "ungetService" -> true;
              case "getProperty" -> storageClean;
              case "registerService" -> {
                ManagedService service = (ManagedService) arguments[1];
                configAdmin.submit(() -> updated(service));
                fence.countDown();
                yield FakeFramework.proxy(ServiceRegistration.class, (one, asked, given) -> null);
              }
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }

  private Void updated(ManagedService service) throws ConfigurationException {
    service.updated(configuration);
    return null;
  }

  /** Delivers a configuration as {@code registrar-config} does. */
  private void deliver(Map<String, Object> written) {
    Map<String, Object> settings = new LinkedHashMap<>(written);
    settings.keySet().removeIf(it -> !it.startsWith("nmr."));
    runtime.configure(settings);
  }

  @SuppressWarnings("unchecked") // of strings
  private ConfigurationAdmin admin() {
    return FakeFramework.proxy(
        ConfigurationAdmin.class,
        (self, method, arguments) ->
            FakeFramework.proxy(
                Configuration.class,
                (one, asked, given) ->
                    switch (asked.getName()) {
                      case "getProperties" -> configuration.isEmpty() ? null : configuration;
                      case "update" -> {
                        if (!isWritable) {
                          throw new IllegalStateException("deleted");
                        }
                        configuration.clear();
                        FrameworkUtil.asMap((Dictionary<String, Object>) given[0])
                            .forEach(configuration::put);
                        Map<String, Object> written = Map.copyOf(configuration);
                        configAdmin.submit(() -> deliver(written));
                        yield null;
                      }
                      default -> throw new UnsupportedOperationException(asked.toString());
                    }));
  }
}
