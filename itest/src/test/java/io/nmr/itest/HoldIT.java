package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;

/** A hold while it lasts: what it tells, and what ends it early or does not. */
@Timeout(60)
class HoldIT {
  private static final String LEFT = "client:cleanup";

  private Osgi osgi;
  private Module provider;
  private Module client;
  private Gate inside;
  private Doing call;

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  private void arrange(Map<String, String> properties) throws Exception {
    osgi = Osgi.withRegistrar(properties);
    provider = osgi.startProvider("provider");
    client = osgi.startClient("client");
    inside = osgi.outside.holdAt("provider:work x");
    call = client.calling("x");
    inside.awaitInside();
  }

  @Test
  void H4_the_runtime_shows_the_blockers_from_the_first_moment() throws Exception {
    arrange(Map.of());

    Doing stop = provider.stopping();
    Held.awaitInRegistrar(stop);

    Facts pending = osgi.runtime().pending().get(0);
    assertThat(pending.facts("registration").get("module")).isEqualTo("provider");
    assertThat(osgi.runtime().blockers())
        .anySatisfy(
            blocker -> {
              assertThat(blocker.text("side")).isEqualTo("client");
              assertThat(blocker.text("reason")).isEqualTo("CALL");
              assertThat(blocker.get("thread")).isEqualTo("call x by client");
              assertThat(blocker.text("executing"))
                  .contains("io.nmr.itest.fixture.module.WorkContext.work");
              assertThat(Facts.call(blocker.get("binding"), "id"))
                  .isEqualTo(osgi.runtime().bindings().get(0).get("id"));
            });
    assertThat(osgi.log).noneMatch(line -> line.startsWith("warn"));
    inside.leave();
    stop.await();
    assertThat(osgi.runtime().pending()).isEmpty();
  }

  @Test
  void H4_a_hold_is_logged_with_its_blockers_after_the_configured_time() throws Exception {
    arrange(Map.of("nmr.hold.warn", "50ms"));

    Doing stop = provider.stopping();

    await()
        .untilAsserted(
            () ->
                assertThat(osgi.log)
                    .anySatisfy(
                        line ->
                            assertThat(line)
                                .startsWith("warn")
                                .contains("provider", "client", "io.nmr.itest.work")
                                .contains("call x by client")));
    provider.assertHeld(stop);
    inside.leave();
    stop.await();
  }

  /** What the thread is parked in tells nobody anything; the module's own code does. */
  @Test
  void H4_the_log_names_the_modules_code_that_is_executing() throws Exception {
    arrange(Map.of("nmr.hold.warn", "50ms"));

    Doing stop = provider.stopping();

    await().until(() -> osgi.log.stream().anyMatch(line -> line.startsWith("warn")));
    inside.leave();
    stop.await();
    assertThat(osgi.log)
        .filteredOn(line -> line.startsWith("warn"))
        .allMatch(line -> line.contains("io.nmr.itest."));
  }

  @Test
  void H4_a_detach_that_blocks_is_held_and_shown_as_a_call_is() throws Exception {
    osgi = Osgi.withRegistrar(Map.of("nmr.hold.warn", "50ms"));
    provider = osgi.startProvider("provider");
    client = osgi.startClient("client");
    Gate detaching = osgi.outside.holdAt("client:detach");

    Doing stop = provider.stopping();

    detaching.awaitInside();
    provider.assertHeld(stop);
    assertThat(osgi.runtime().blockers())
        .anySatisfy(
            blocker -> {
              assertThat(blocker.text("side")).isEqualTo("client");
              assertThat(blocker.text("reason")).isEqualTo("DETACHING");
              assertThat(blocker.text("executing")).contains("ListenerContext.detach");
            });
    await().until(() -> osgi.log.stream().anyMatch(line -> line.contains("detach")));
    detaching.leave();
    stop.await();
  }

  @Test
  void H7_while_one_stop_is_held_others_are_installed_started_called_updated_and_stopped()
      throws Exception {
    arrange(Map.of());
    Doing stop = provider.stopping();
    provider.assertHeld(stop);

    Module other = osgi.startProvider("other");
    assertThat(client.call("#1 y")).isEqualTo("other did y");
    try (InputStream jar = TestBundle.module("other", "WorkProvider").open()) {
      other.bundle().update(jar);
    }
    Module caller = osgi.startClient("caller");
    assertThat(caller.call("z")).isEqualTo("other did z");
    caller.bundle().stop();
    other.bundle().uninstall();

    provider.assertHeld(stop);
    assertThat(osgi.outside.events()).contains("caller:unload", "other:unload");
    inside.leave();
    stop.await();
  }

  @Test
  void H6_an_interrupt_does_not_let_a_stop_through() throws Exception {
    arrange(Map.of());
    Doing stop = provider.stopping();
    provider.assertHeld(stop);

    for (int times = 0; times < 3; times++) {
      stop.thread().interrupt();
      await().until(() -> stop.isDone() || !stop.thread().isInterrupted());
      provider.assertHeld(stop);
    }

    assertThat(osgi.outside.events()).doesNotContain("provider:cleanup", "provider:unload");
    inside.leave();
    stop.await();
    assertThat(call.await()).isEqualTo("provider did x");
    assertThat(provider.bundle().getState()).isEqualTo(Bundle.RESOLVED);
  }

  @Test
  void H5_with_policy_abandon_the_stop_goes_on_at_the_deadline() throws Exception {
    arrange(Map.of("nmr.hold.deadline", "200ms", "nmr.hold.policy", "abandon"));

    provider.bundle().stop();

    assertThat(call.isDone()).isFalse();
    assertThat(provider.bundle().getState()).isEqualTo(Bundle.RESOLVED);
    assertAbandoned();
  }

  @Test
  void H5_with_policy_wait_the_deadline_changes_nothing() throws Exception {
    arrange(Map.of("nmr.hold.warn", "50ms", "nmr.hold.deadline", "50ms"));

    Doing stop = provider.stopping();

    await().until(() -> osgi.log.stream().filter(line -> line.startsWith("warn")).count() >= 2);
    provider.assertHeld(stop);
    assertThat(osgi.runtime().abandoned()).isEmpty();
    inside.leave();
    stop.await();
  }

  @Test
  void H5_an_operator_may_abandon_one_binding() throws Exception {
    arrange(Map.of());
    Doing stop = provider.stopping();
    provider.assertHeld(stop);

    osgi.runtime().abandon(bindingId());

    stop.await();
    assertThat(call.isDone()).isFalse();
    assertAbandoned();
  }

  @Test
  void H5_nothing_is_abandoned_that_nobody_waits_for() throws Exception {
    arrange(Map.of());
    RuntimeView runtime = osgi.runtime();
    long bindingId = bindingId();

    assertThatThrownBy(() -> runtime.abandon(bindingId)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> runtime.abandon(bindingId + 1))
        .isInstanceOf(IllegalArgumentException.class);

    inside.leave();
    assertThat(call.await()).isEqualTo("provider did x");
    assertThat(client.call("y")).isEqualTo("provider did y");
  }

  private long bindingId() {
    return (long) osgi.runtime().bindings().get(0).get("id");
  }

  /**
   * The guard is closed, what was left is on record, and only the side that stays is cleaned up.
   */
  private void assertAbandoned() throws Exception {
    assertThat(osgi.runtime().abandoned())
        .singleElement()
        .satisfies(
            abandoned -> {
              assertThat(abandoned.get("client")).isEqualTo("client");
              assertThat(abandoned.get("provider")).isEqualTo("provider");
              assertThat(abandoned.text("leftBehind")).contains("call x by client");
            });
    assertThat(osgi.log).anyMatch(line -> line.contains("abandon"));
    assertThat(osgi.outside.events()).doesNotContain(LEFT);
    assertThatThrownBy(() -> client.call("kept y"))
        .satisfies(thrown -> assertThat(thrown.getClass().getName()).endsWith("DetachedException"));
    assertThat(osgi.outside.events()).doesNotContain("provider:work y");

    inside.leave();
    call.await();
    await().until(() -> osgi.outside.events().contains(LEFT));
    assertThat(osgi.outside.events()).doesNotContain("provider:cleanup");
  }
}
