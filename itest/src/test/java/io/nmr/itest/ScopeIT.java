package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;

/** The registrar's prototype scope: each component of a bundle has its own and lets it go. */
@Timeout(60)
class ScopeIT {
  private Osgi osgi;
  private Module components;

  @BeforeEach
  void start() throws Exception {
    osgi = Osgi.withRegistrar(Map.of("nmr.hold.warn", "50ms"));
    osgi.startProvider("provider");
    components = osgi.start(TestBundle.module("components", "ScopedClient"));
  }

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  /** What is held, and nothing else. */
  private void assertLogged(String held) {
    Held.awaitUntil(() -> osgi.log.stream().anyMatch(line -> line.contains("has been held")));
    assertThat(osgi.log)
        .filteredOn(line -> line.contains("has been held"))
        .allMatch(line -> line.contains(held));
  }

  @Test
  void H2_what_is_let_go_is_drained_and_the_other_goes_on() throws Exception {
    Gate inside = osgi.outside.holdAt("provider:work x");
    Doing call = components.calling("call 0 x");
    inside.awaitInside();

    Doing release = components.calling("release 0");

    Held.awaitInRegistrar(release);
    assertThat(osgi.runtime().pending())
        .singleElement()
        .satisfies(pending -> assertThat(pending.facts("registration").get("number")).isEqualTo(0));
    assertThat(components.bundle().getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(components.call("call 1 y")).isEqualTo("provider did y");
    assertLogged("the release of the registrar by components (");

    inside.leave();
    assertThat(call.await()).isEqualTo("provider did x");
    release.await();
    assertThat(components.call("call 1 z")).isEqualTo("provider did z");
    assertThatThrownBy(() -> components.call("call 0 z"))
        .satisfies(thrown -> assertThat(thrown.getClass().getName()).endsWith("DetachedException"));
    assertThat(osgi.runtime().bindings()).hasSize(1);
  }

  @Test
  void H1_a_stop_drains_every_instance() throws Exception {
    Gate inside = osgi.outside.holdAt("provider:work x");
    Doing call = components.calling("call 1 x");
    inside.awaitInside();

    Doing stop = components.stopping();

    components.assertHeld(stop);
    assertLogged("the stop of components (");
    inside.leave();
    assertThat(call.await()).isEqualTo("provider did x");
    stop.await();
    assertThat(osgi.outside.count("components:cleanup")).isEqualTo(2);
    assertThat(osgi.runtime().registrations()).hasSize(1);
  }
}
