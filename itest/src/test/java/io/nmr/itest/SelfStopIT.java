package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;

/** Stops that would wait for themselves. */
@Timeout(60)
class SelfStopIT {
  private Osgi osgi;
  private Module provider;
  private Module client;

  @BeforeEach
  void start() throws Exception {
    osgi = Osgi.withRegistrar();
    provider = osgi.startProvider("provider");
  }

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  private void assertStopped(Module module) {
    assertThat(module.bundle().getState()).isEqualTo(Bundle.RESOLVED);
    assertLogged(module);
  }

  private void assertLogged(Module module) {
    assertThat(osgi.log)
        .anyMatch(line -> line.startsWith("warn") && line.contains(module.name() + " ("));
  }

  @Test
  void H8_a_stop_from_inside_a_call_into_the_module_leaves_that_call_out() throws Exception {
    client = osgi.startClient("client");
    osgi.outside.on("provider:work x", provider.bundle()::stop);

    assertThat(client.calling("x").await()).isEqualTo("provider did x");

    assertStopped(provider);
    await().until(() -> osgi.runtime().bindings().isEmpty());
    assertThat(osgi.outside.events()).containsSubsequence("provider:worked x", "provider:cleanup");
  }

  @Test
  void H8_a_stop_from_inside_a_call_by_the_module_leaves_that_call_out() throws Exception {
    client = osgi.startClient("client");
    osgi.outside.on("provider:work x", client.bundle()::stop);

    assertThat(client.calling("x").await()).isEqualTo("provider did x");

    assertStopped(client);
    await().until(() -> osgi.runtime().bindings().isEmpty());
    assertThat(osgi.runtime().pending()).isEmpty();
  }

  @Test
  void H8_a_stop_from_inside_a_call_waits_for_the_calls_of_others() throws Exception {
    client = osgi.startClient("client");
    Gate inside = osgi.outside.holdAt("provider:work y");
    Doing other = client.calling("y");
    inside.awaitInside();
    osgi.outside.on("provider:work x", provider.bundle()::stop);

    Doing self = client.calling("x");

    provider.assertHeld(self);
    assertThat(osgi.outside.events()).doesNotContain("provider:unload");
    inside.leave();
    assertThat(other.await()).isEqualTo("provider did y");
    assertThat(self.await()).isEqualTo("provider did x");
    assertStopped(provider);
  }

  @Test
  void H8_a_stop_from_inside_an_attach_callback_leaves_that_callback_out() throws Exception {
    osgi.outside.on("provider:attach", provider.bundle()::stop);
    client = new Module(osgi, osgi.install(TestBundle.module("client", "WorkClient")));

    Doing.run("start client", client.bundle()::start).await();

    assertStopped(provider);
    await().until(() -> osgi.runtime().bindings().isEmpty());
    assertThat(client.bundle().getState()).isEqualTo(Bundle.ACTIVE);
  }

  /** The client is stopped by its own detach callback, which the provider's stop waits for. */
  @Test
  void H8_a_stop_from_inside_a_detach_callback_leaves_that_callback_out() throws Exception {
    client = osgi.startClient("client");
    osgi.outside.on("client:detach", client.bundle()::stop);

    Doing stop = provider.stopping();

    stop.await();
    assertStopped(client);
    assertThat(provider.bundle().getState()).isEqualTo(Bundle.RESOLVED);
    await().until(() -> osgi.runtime().bindings().isEmpty());
    assertThat(osgi.outside.count("client:detach")).isEqualTo(1);
    assertThat(osgi.outside.count("client:cleanup")).isEqualTo(1);
    assertThat(osgi.outside.count("provider:cleanup")).isEqualTo(1);
  }

  /** Two threads, each inside a call into one provider, stop the other provider. */
  @Test
  void H8_two_stops_that_would_wait_for_each_other_both_end() throws Exception {
    Module second = osgi.startProvider("second");
    client = osgi.startClient("client");
    Gate inFirst = osgi.outside.holdAt("provider:work x");
    Gate inSecond = osgi.outside.holdAt("second:work y");
    osgi.outside.on("provider:work x", second.bundle()::stop);
    osgi.outside.on("second:work y", provider.bundle()::stop);
    Doing one = client.calling("#0 x");
    Doing other = client.calling("#1 y");
    inFirst.awaitInside();
    inSecond.awaitInside();

    inFirst.leave();
    second.assertHeld(one);
    inSecond.leave();

    assertThat(one.await()).isEqualTo("provider did x");
    assertThat(other.await()).isEqualTo("second did y");
    assertStopped(provider); // the one that would have closed the cycle
    assertThat(second.bundle().getState()).isEqualTo(Bundle.RESOLVED);
    await().until(() -> osgi.runtime().bindings().isEmpty());
  }
}
