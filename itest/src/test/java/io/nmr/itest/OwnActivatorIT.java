package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;

/** Modules with an activator of their own: forgetful ones, and those that unload themselves. */
@Timeout(60)
class OwnActivatorIT {
  private Osgi osgi;
  private Module client;
  private Module provider;
  private Doing call;
  private Gate inside;

  @BeforeEach
  void start() throws Exception {
    osgi = Osgi.withRegistrar(Map.of("nmr.hold.warn", "100ms"));
    client = osgi.startClient("client");
  }

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  private void startForgetful() throws Exception {
    provider = osgi.start(TestBundle.module("provider", "ForgetfulProvider"));
  }

  private void startSelf() throws Exception {
    provider =
        osgi.start(TestBundle.module("provider", "SelfProvider").header("Nmr-Unload", "self"));
  }

  private void callIsInside() throws Exception {
    inside = osgi.outside.holdAt("provider:work x");
    call = client.calling("x");
    inside.awaitInside();
  }

  @Test
  void H1_a_forgetful_module_is_drained_before_its_activators_stop() throws Exception {
    startForgetful();
    callIsInside();

    Doing stop = provider.stopping();

    provider.assertHeld(stop);
    assertThat(osgi.outside.events()).doesNotContain("provider:stop");
    inside.leave();
    stop.await();
    assertThat(call.await()).isEqualTo("provider did x");
    assertThat(osgi.outside.events())
        .containsSubsequence("provider:worked x", "provider:cleanup", "provider:stop");
  }

  @Test
  void H1_the_stop_of_a_self_unloading_module_ends_only_when_its_deregistration_has()
      throws Exception {
    startSelf();
    callIsInside();

    Doing stop = provider.stopping();

    await().until(() -> osgi.outside.events().contains("provider:pending true"));
    Held.awaitInRegistrar(stop);
    assertThat(provider.bundle().getState()).isEqualTo(Bundle.STOPPING);
    assertThat(osgi.runtime().pending()).hasSize(1);
    inside.leave();
    stop.await();
    assertThat(call.await()).isEqualTo("provider did x");
    assertThat(osgi.outside.events())
        .containsSubsequence(
            "provider:stop",
            "provider:pending true",
            "provider:worked x",
            "provider:cleanup",
            "provider:detached",
            "provider:stopped");
    assertThat(osgi.log).noneMatch(line -> line.contains("forgotten"));
  }

  @Test
  void H1_what_a_self_unloading_module_forgets_is_drained_before_its_stop_returns()
      throws Exception {
    startSelf();
    provider.call("forget");
    callIsInside();

    Doing stop = provider.stopping();

    await().until(() -> osgi.outside.events().contains("provider:stopped"));
    provider.assertHeld(stop);
    inside.leave();
    stop.await();
    assertThat(call.await()).isEqualTo("provider did x");
    assertThat(osgi.outside.events()).containsSubsequence("provider:stopped", "provider:cleanup");
    assertThat(osgi.log).anyMatch(line -> line.startsWith("warn") && line.contains("forgotten"));
    assertThat(osgi.runtime().bindings()).isEmpty();
  }

  @Test
  void H1_a_registration_on_a_stopping_bundle_is_refused_and_leaves_nothing() throws Exception {
    provider = osgi.startProvider("provider");
    Function<Object, Object> commands = provider.commands();
    callIsInside();
    Doing stop = provider.stopping();
    provider.assertHeld(stop);

    assertThatThrownBy(() -> commands.apply("register"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("provider")
        .hasMessageContaining("stopping");

    assertThat(osgi.runtime().registrations()).hasSize(2);
    inside.leave();
    stop.await();
    assertThat(osgi.runtime().registrations()).hasSize(1);
  }

  @Test
  void H5_an_abandoned_deregistration_completes_exceptionally() throws Exception {
    startSelf();
    callIsInside();
    Doing stop = provider.stopping();
    Held.awaitInRegistrar(stop);

    osgi.runtime().abandon((long) osgi.runtime().bindings().get(0).get("id"));

    stop.await();
    assertThat(osgi.outside.events())
        .containsSubsequence("provider:pending true", "provider:abandoned", "provider:stopped")
        .doesNotContain("provider:detached", "provider:cleanup");
    assertThat(osgi.runtime().abandoned()).hasSize(1);
  }

  @Test
  void H1_a_registration_from_the_stop_of_a_self_unloading_module_is_refused() throws Exception {
    startSelf();
    Function<Object, Object> commands = provider.commands();
    Gate stopping = osgi.outside.holdAt("provider:stop");
    Doing stop = provider.stopping();
    stopping.awaitInside();
    assertThat(provider.bundle().getState()).isEqualTo(Bundle.STOPPING);

    assertThatThrownBy(() -> commands.apply("register"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("provider");

    stopping.leave();
    stop.await();
    assertThat(osgi.runtime().registrations()).hasSize(1);
  }

  @Test
  void H4_a_self_unloading_modules_own_wait_is_logged_as_well() throws Exception {
    startSelf();
    callIsInside();

    Doing stop = provider.stopping();

    Held.awaitInRegistrar(stop);
    await()
        .until(
            () ->
                osgi.log.stream()
                    .anyMatch(
                        line -> line.startsWith("warn") && line.contains("call x by client")));
    inside.leave();
    stop.await();
  }
}
