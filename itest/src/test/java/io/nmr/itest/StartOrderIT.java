package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;

/** Modules depend on no order of start, nor of stop. */
@Timeout(60)
class StartOrderIT {
  private Osgi osgi;

  @BeforeEach
  void start() throws Exception {
    osgi = Osgi.withoutRegistrar(Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registrar provider client",
        "registrar client provider",
        "provider registrar client",
        "provider client registrar",
        "client registrar provider",
        "client provider registrar"
      })
  void R2_modules_attach_in_every_order_of_start_and_detach_in_every_order_of_stop(String order)
      throws Exception {
    Bundle client = osgi.install(TestBundle.module("client", "WorkClient"));
    Map<String, Bundle> bundles =
        Map.of(
            "registrar", osgi.installRegistrar(),
            "provider", osgi.install(TestBundle.module("provider", "WorkProvider")),
            "client", client);

    for (String each : order.split(" ")) {
      bundles.get(each).start();
    }

    assertThat(osgi.runtime().bindings()).hasSize(1);
    assertThat(new Module(osgi, client).call("x")).isEqualTo("provider did x");
    for (String each : order.split(" ")) {
      bundles.get(each).stop();
    }
    for (String event :
        List.of("client:detach", "provider:detach", "client:cleanup", "provider:cleanup")) {
      assertThat(osgi.outside.count(event)).as(event).isEqualTo(1);
    }
    assertThat(osgi.outside.events())
        .containsSubsequence(
            "client:detach", "provider:detach", "client:cleanup", "provider:cleanup")
        .containsSubsequence("client:cleanup", "client:unload")
        .containsSubsequence("provider:cleanup", "provider:unload");
  }
}
