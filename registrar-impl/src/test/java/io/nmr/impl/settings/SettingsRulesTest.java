package io.nmr.impl.settings;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nmr.Deregistration;
import io.nmr.NoInterfaceException;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.LogCapture;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import io.nmr.runtime.InvalidSettingException;
import io.nmr.runtime.RegistrarRuntime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** H4, H5: settings that change while a registrar runs, and while a hold waits. */
@Timeout(30)
class SettingsRulesTest {
  private final Trace trace = new Trace();
  private final TestProvider provider = aProvider(trace);
  private final TestClient client = aClient(trace);
  private final HeldCall held = new HeldCall();
  private final LocalRegistrar registrar = new LocalRegistrar();
  private final RegistrarRuntime runtime = registrar.runtime();

  /** The unload of a provider's module, held by a call; nothing wakes it for an hour. */
  private Background<Void> aHeldUnload() {
    runtime.configure(Map.of("nmr.hold.warn", "1h"));
    LocalModule own = registrar.module("own");
    provider.answering(held::hold).registeredWith(own);
    client.registeredWith(registrar);
    held.by("caller", () -> client.call("x"));
    Background<Void> closing = Background.run("closing", own::close);
    await().until(() -> !runtime.pending().isEmpty());
    return closing.awaitBlocked();
  }

  private void leave() throws Exception {
    held.leaveAndReturn();
    client.deregister().await();
  }

  @Test
  void H5_a_hold_that_waits_is_woken_by_a_policy_and_deadline_that_let_it_go() throws Exception {
    Background<Void> closing = aHeldUnload();
    runtime.configure(Map.of("nmr.hold.policy", "abandon", "nmr.hold.deadline", "1ms"));
    closing.get();
    assertThat(runtime.abandoned()).hasSize(1);
    leave();
  }

  @Test
  void H4_a_hold_that_waits_is_woken_by_a_warn_time_that_is_over() throws Exception {
    Background<Void> closing = aHeldUnload();
    try (LogCapture log = new LogCapture()) {
      runtime.configure(Map.of("nmr.hold.warn", "1ms"));
      await().until(() -> log.lines().stream().anyMatch(line -> line.contains("the stop of own")));
    }
    leave();
    closing.get();
  }

  @Test
  void H4_a_module_that_awaits_its_own_deregistration_is_woken_too() throws Exception {
    runtime.configure(Map.of("nmr.hold.warn", "1h"));
    provider.answering(held::hold).registeredWith(registrar);
    client.registeredWith(registrar);
    held.by("caller", () -> client.call("x"));
    Deregistration deregistration = provider.deregister();
    Background<Void> waiting = Background.run("waiting", deregistration::await).awaitBlocked();
    try (LogCapture log = new LogCapture()) {
      runtime.configure(Map.of("nmr.hold.warn", "1ms"));
      await().until(() -> log.lines().stream().anyMatch(line -> line.contains("'waiting'")));
    }
    leave();
    waiting.get();
  }

  @Test
  void H5_a_rule_that_matches_the_module_lets_its_hold_go() throws Exception {
    Background<Void> closing = aHeldUnload();
    String matching =
        "(&(npi=" + TestModule.NPI.id() + ")(module=provider)(side=provider)(bundle=own))";
    runtime.configure(
        Map.of(
            "nmr.hold.rules",
            List.of("(module=client) warn=1s", matching + " policy=abandon deadline=1ms")));
    closing.get();
    assertThat(runtime.abandoned()).hasSize(1);
    leave();
  }

  @Test
  void H5_a_rule_that_matches_another_changes_nothing() throws Exception {
    Background<Void> closing = aHeldUnload();
    runtime.configure(
        Map.of(
            "nmr.hold.rules",
            "(module=other) policy=abandon deadline=1ms; (side=client) policy=abandon deadline=1ms",
            "nmr.hold.warn",
            "1ms"));
    try (LogCapture log = new LogCapture()) { // it has looked at them when it warns again
      await().until(() -> log.lines().stream().anyMatch(line -> line.contains("the stop of own")));
    }
    assertThat(closing.isDone()).isFalse();
    assertThat(runtime.abandoned()).isEmpty();
    leave();
    closing.get();
  }

  @Test
  void a_registration_is_shown_with_what_the_rule_for_it_says() {
    provider.registeredWith(registrar);
    client.registeredWith(registrar);
    runtime.configure(Map.of("nmr.hold.rules", "(side=client) warn=1s policy=abandon deadline=2m"));
    long provider = runtime.registrations().get(0).id();
    long client = runtime.registrations().get(1).id();
    assertThat(runtime.settingsOf(provider)).isEqualTo(runtime.settings());
    assertThat(runtime.settingsOf(client))
        .containsEntry("nmr.hold.warn", "1s")
        .containsEntry("nmr.hold.policy", "abandon")
        .containsEntry("nmr.hold.deadline", "2m")
        .containsEntry("nmr.history.declines", "256");
    assertThat(runtime.settingsOf(987654)).isEqualTo(runtime.settings());
  }

  @Test
  void a_bad_value_changes_nothing() {
    Map<String, String> before = runtime.settings();
    assertThatThrownBy(
            () -> runtime.configure(Map.of("nmr.hold.warn", "1s", "nmr.hold.policy", "hope")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContainingAll("nmr.hold.policy", "'hope'");
    assertThat(runtime.settings()).isEqualTo(before);
  }

  @Test
  void what_is_configured_is_shown_and_the_next_configuration_begins_afresh() {
    Map<String, String> before = new HashMap<>(runtime.settings());
    long changes = runtime.counts().changes();
    runtime.configure(Map.of("nmr.hold.warn", "61s", "nmr.history.declines", 5));
    assertThat(runtime.settings())
        .containsEntry("nmr.hold.warn", "61s")
        .containsEntry("nmr.history.declines", "5");
    assertThat(runtime.counts().changes()).isGreaterThan(changes);
    runtime.configure(Map.of());
    assertThat(runtime.settings()).isEqualTo(before);
  }

  @Test
  void a_registrar_with_a_deadline_of_its_own_falls_back_to_that() {
    RegistrarRuntime abandoning = LocalRegistrar.abandoningAfter(Duration.ofSeconds(10)).runtime();
    abandoning.configure(Map.of("nmr.hold.policy", "wait"));
    assertThat(abandoning.settings())
        .containsEntry("nmr.hold.policy", "wait")
        .containsEntry("nmr.hold.deadline", "10s");
    abandoning.configure(Map.of());
    assertThat(abandoning.settings()).containsEntry("nmr.hold.policy", "abandon");
  }

  @Test
  void a_shorter_history_forgets_the_oldest_at_once() {
    registrar.registerProvider(
        TestModule.NPI,
        offer -> {
          throw new NoInterfaceException("to " + offer.client());
        });
    for (int number = 1; number <= 3; number++) {
      aClient(trace).named("c" + number).registeredWith(registrar);
    }
    assertThat(runtime.declines()).hasSize(3);
    runtime.configure(Map.of("nmr.history.declines", "2"));
    assertThat(runtime.declines()).extracting("reason").containsExactly("to c2", "to c3");
    aClient(trace).named("c4").registeredWith(registrar);
    assertThat(runtime.declines()).extracting("reason").containsExactly("to c3", "to c4");
    runtime.configure(Map.of("nmr.history.declines", "0"));
    assertThat(runtime.declines()).isEmpty();
  }
}
