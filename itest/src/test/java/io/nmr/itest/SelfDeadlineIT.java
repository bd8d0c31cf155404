package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkEvent;

/** H5: the deadline holds for the stop of a module that unloads itself, whoever waits in it. */
@Timeout(60)
class SelfDeadlineIT {
  private static final long STOP_MILLIS = 20_000;

  private Osgi osgi;
  private Module provider;
  private Doing call;

  @BeforeEach
  void aCallIsInside() throws Exception {
    osgi =
        Osgi.withRegistrar(
            Map.of(
                "nmr.hold.warn", "100ms",
                "nmr.hold.policy", "abandon",
                "nmr.hold.deadline", "500ms"));
    provider =
        osgi.start(TestBundle.module("provider", "SelfProvider").header("Nmr-Unload", "self"));
    Module client = osgi.startClient("client");
    Gate inside = osgi.outside.holdAt("provider:work x");
    call = client.calling("x");
    inside.awaitInside();
  }

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  @Test
  void H5_it_abandons_what_the_modules_own_stop_waits_for() throws Exception {
    provider.stopping().await();

    assertThat(provider.bundle().getState()).isEqualTo(Bundle.RESOLVED);
    assertThat(osgi.outside.events()).containsSubsequence("provider:abandoned", "provider:stopped");
    assertThat(osgi.runtime().abandoned()).hasSize(1);
    assertThat(osgi.log)
        .anyMatch(line -> line.startsWith("warn") && line.contains("the stop of provider ("));
    assertThat(call.isDone()).as("the call has ended").isFalse();
  }

  @Test
  void H5_it_abandons_what_the_modules_own_stop_has_forgotten() throws Exception {
    provider.call("forget");

    provider.stopping().await();

    assertThat(provider.bundle().getState()).isEqualTo(Bundle.RESOLVED);
    assertThat(osgi.runtime().abandoned()).hasSize(1);
  }

  @Test
  void H5_it_lets_the_framework_stop() throws Exception {
    osgi.framework().stop();

    FrameworkEvent stopped = osgi.framework().waitForStop(STOP_MILLIS);

    assertThat(stopped.getType()).isEqualTo(FrameworkEvent.STOPPED);
    assertThat(osgi.outside.events()).containsSubsequence("provider:abandoned", "provider:stopped");
    assertThat(call.isDone()).as("the call has ended").isFalse();
  }

  @Test
  void H5_it_lets_the_registrar_stop() throws Exception {
    Doing.run("stop the registrar", osgi.bundle("io.nmr.registrar")::stop).await();

    assertThat(osgi.hasRuntime()).isFalse();
    assertThat(call.isDone()).as("the call has ended").isFalse();
  }
}
