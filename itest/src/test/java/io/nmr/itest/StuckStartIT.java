package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;

/** H4: a bundle's start that an attach callback holds back is silent for nobody. */
@Timeout(60)
class StuckStartIT {
  private Osgi osgi;

  @BeforeEach
  void start() throws Exception {
    osgi = Osgi.withRegistrar(Map.of("nmr.hold.warn", "100ms"));
  }

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  @Test
  void H4_a_start_that_an_attach_callback_holds_back_is_logged_and_shown() throws Exception {
    osgi.startProvider("provider");
    Gate attaching = osgi.outside.holdAt("provider:attach");
    Module client = new Module(osgi, osgi.install(TestBundle.module("client", "WorkClient")));

    Doing start = Doing.run("start client", client.bundle()::start);

    attaching.awaitInside();
    assertThat(osgi.runtime().pending())
        .singleElement()
        .satisfies(
            pending -> {
              assertThat(pending.get("isAttaching")).isEqualTo(true);
              assertThat(pending.get("isHold")).isEqualTo(false);
              assertThat(pending.facts("registration").get("module")).isEqualTo("client");
            });
    await()
        .until(
            () ->
                osgi.log.stream()
                    .anyMatch(
                        line ->
                            line.startsWith("warn")
                                && line.contains("client (")
                                && line.contains("in registering client client")
                                && line.contains("attach callback of provider from client")
                                && line.contains("on thread 'start client'")));
    attaching.leave();
    start.await();
    assertThat(client.bundle().getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(osgi.runtime().pending()).isEmpty();
  }
}
