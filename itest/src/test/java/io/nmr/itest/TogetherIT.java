package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;

/** Several stops at once, and a start behind a stop. */
@Timeout(60)
class TogetherIT {
  private Osgi osgi;
  private Bundle registrar;
  private Module provider;
  private Module client;
  private Gate inside;
  private Doing call;

  @BeforeEach
  void start() throws Exception {
    osgi = Osgi.withoutRegistrar(Map.of());
    registrar = osgi.installRegistrar();
    registrar.start();
    provider = osgi.startProvider("provider");
    client = osgi.startClient("client");
    inside = osgi.outside.holdAt("provider:work x");
    call = client.calling("x");
    inside.awaitInside();
  }

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  private void assertDetachedOnce() {
    for (String event :
        new String[] {"client:detach", "provider:detach", "client:cleanup", "provider:cleanup"}) {
      assertThat(osgi.outside.count(event)).as(event).isEqualTo(1);
    }
  }

  @Test
  void R18_both_sides_stopped_at_once_are_held_and_detached_once() throws Exception {
    Doing first = provider.stopping();
    Doing second = client.stopping();

    provider.assertHeld(first);
    client.assertHeld(second);
    inside.leave();
    assertThat(call.await()).isEqualTo("provider did x");
    first.await();
    second.await();
    assertDetachedOnce();
  }

  @Test
  void H3_a_modules_stop_during_the_registrars_own_is_held_too() throws Exception {
    Doing ofRegistrar = Doing.run("stop registrar", registrar::stop);
    Held.awaitInRegistrar(ofRegistrar);

    Doing ofProvider = provider.stopping();

    Held.awaitInRegistrar(ofProvider);
    assertThat(provider.bundle().getState()).isEqualTo(Bundle.STOPPING);
    assertThat(osgi.outside.events()).doesNotContain("provider:unload");
    inside.leave();
    assertThat(call.await()).isEqualTo("provider did x");
    ofProvider.await();
    ofRegistrar.await();
    assertDetachedOnce();
    assertThat(osgi.outside.count("provider:unload")).isEqualTo(1);
  }

  @Test
  void H3_the_registrars_stop_during_a_modules_is_held_too() throws Exception {
    Doing ofProvider = provider.stopping();
    provider.assertHeld(ofProvider);

    Doing ofRegistrar = Doing.run("stop registrar", registrar::stop);

    Held.awaitInRegistrar(ofRegistrar);
    inside.leave();
    assertThat(call.await()).isEqualTo("provider did x");
    ofProvider.await();
    ofRegistrar.await();
    assertDetachedOnce();
    assertThat(provider.bundle().getState()).isEqualTo(Bundle.RESOLVED);
  }

  @Test
  void H8_a_stop_of_the_registrar_from_inside_a_call_leaves_that_call_out() throws Exception {
    osgi.outside.on("provider:work x", registrar::stop);

    inside.leave();

    assertThat(call.await()).isEqualTo("provider did x");
    assertThat(registrar.getState()).isEqualTo(Bundle.RESOLVED);
    assertThat(osgi.log).anyMatch(line -> line.startsWith("warn"));
    registrar.start();
    assertThat(client.call("again")).isEqualTo("provider did again");
  }

  @Test
  void H1_a_start_that_waited_behind_a_held_stop_loads_the_module_again() throws Exception {
    Doing stop = provider.stopping();
    provider.assertHeld(stop);

    Doing start = Doing.run("start provider", provider.bundle()::start);
    Held.awaitUntil(() -> start.thread().getState() != Thread.State.RUNNABLE);
    assertThat(start.isDone()).isFalse();
    inside.leave();

    stop.await();
    start.await();
    assertThat(call.await()).isEqualTo("provider did x");
    assertThat(provider.bundle().getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(client.call("again")).isEqualTo("provider did again");
    assertThat(osgi.outside.events())
        .containsSubsequence(
            "provider:loaded", "provider:cleanup", "provider:unload", "provider:loaded");
  }

  @Test
  void H6_a_thread_that_is_interrupted_already_does_not_stop_early() throws Exception {
    Doing stop =
        Doing.run(
            "stop provider",
            () -> {
              Thread.currentThread().interrupt();
              provider.bundle().stop();
            });

    provider.assertHeld(stop);
    inside.leave();
    stop.await();
    assertThat(osgi.outside.events()).containsSubsequence("provider:worked x", "provider:unload");
  }
}
