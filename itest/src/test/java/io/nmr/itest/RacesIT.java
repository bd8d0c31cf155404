package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.SynchronousBundleListener;

/** What is known to go wrong where bundles come and go at once, each in the order that does it. */
@Timeout(60)
class RacesIT {
  private Osgi osgi;
  private Bundle registrar;
  private Module provider;
  private Module client;

  @BeforeEach
  void start() throws Exception {
    // How long Equinox lets a second stop of a bundle wait for the first; Felix has no such limit.
    osgi = Osgi.withoutRegistrar(Map.of("osgi.module.lock.timeout", "1"));
    registrar = osgi.installRegistrar();
    registrar.start();
    provider = osgi.startProvider("provider");
  }

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  /** A client that is starting, as far as its offer to the provider. */
  private Doing startedAsFarAs(Gate event) throws Exception {
    client = new Module(osgi, osgi.install(TestBundle.module("client", "WorkClient")));
    Doing start = Doing.run("start client", client.bundle()::start);
    event.awaitInside();
    return start;
  }

  private Gate callInside() throws Exception {
    client = osgi.startClient("client");
    Gate inside = osgi.outside.holdAt("provider:work x");
    client.calling("x");
    inside.awaitInside();
    return inside;
  }

  private void assertDetachedOnce() {
    for (String event :
        new String[] {"client:detach", "provider:detach", "client:cleanup", "provider:cleanup"}) {
      assertThat(osgi.outside.count(event)).as(event).isEqualTo(1);
    }
  }

  @Test
  void R17_a_stop_that_meets_a_registration_still_attaching_waits_for_it_and_detaches_it()
      throws Exception {
    Gate attaching = osgi.outside.holdAt("provider:attach");
    Doing start = startedAsFarAs(attaching);

    Doing stop = provider.stopping();

    provider.assertHeld(stop);
    assertThat(osgi.runtime().blockers())
        .as("of the stop, and of the start")
        .hasSize(2)
        .allSatisfy(blocker -> assertThat(blocker.text("reason")).isEqualTo("ATTACHING"));
    assertThat(osgi.outside.events()).doesNotContain("client:detach", "provider:unload");
    attaching.leave();
    start.await();
    stop.await();
    assertDetachedOnce();
    assertThat(osgi.outside.events()).containsSubsequence("provider:cleanup", "provider:unload");
    assertThat(client.bundle().getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  void H3_the_registrars_stop_that_meets_a_module_registering_drains_it_and_it_loads_again()
      throws Exception {
    Gate attaching = osgi.outside.holdAt("provider:attach");
    Doing start = startedAsFarAs(attaching);

    Doing stop = Doing.run("stop registrar", registrar::stop);

    Held.awaitInRegistrar(stop);
    assertThat(registrar.getState()).isEqualTo(Bundle.STOPPING);
    attaching.leave();
    start.await();
    stop.await();
    assertDetachedOnce();
    Held.awaitUntil(() -> osgi.outside.count("client:unload") == 1);
    assertThat(client.bundle().getState()).isEqualTo(Bundle.ACTIVE);
    registrar.start();
    assertThat(client.call("again")).isEqualTo("provider did again");
    assertThat(osgi.outside.count("client:loaded")).isEqualTo(2);
  }

  @Test
  void H3_a_module_that_registers_while_the_registrar_stops_is_refused_and_leaves_nothing()
      throws Exception {
    Gate inside = callInside();
    RuntimeView runtime = osgi.runtime();
    Function<Object, Object> commands = provider.commands();
    Doing stop = Doing.run("stop registrar", registrar::stop);
    Held.awaitInRegistrar(stop);

    assertThatThrownBy(() -> commands.apply("register"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("stopping");

    assertThat(runtime.registrations()).hasSize(2);
    inside.leave();
    stop.await();
    assertThat(runtime.registrations()).isEmpty();
  }

  /** No hold looks at that bundle again, so what it registered now would outlive its unload. */
  @Test
  void H1_a_bundle_that_meets_a_new_registrar_while_it_stops_is_refused_and_leaves_nothing()
      throws Exception {
    client = osgi.startClient("client");
    registrar.stop();
    Gate stopping = new Gate("the client stops");
    osgi.context()
        .addBundleListener(
            (SynchronousBundleListener)
                event -> {
                  if (event.getType() == BundleEvent.STOPPING
                      && event.getBundle().equals(client.bundle())) {
                    stopping.pass();
                  }
                });
    Doing stop = client.stopping();
    stopping.awaitInside();

    registrar.start();

    assertThat(osgi.runtime().registrations())
        .extracting(each -> each.get("module"))
        .containsExactly("provider");
    stopping.leave();
    stop.await();
    assertThat(client.bundle().getState()).isEqualTo(Bundle.RESOLVED);
    assertThat(osgi.outside.count("client:loaded")).isEqualTo(1);
    assertThat(osgi.outside.count("client:unload")).isEqualTo(2);
    client.bundle().start();
    assertThat(client.call("again")).isEqualTo("provider did again");
  }

  /** Felix lets the second wait for the first, Equinox lets it fail after a while. */
  @Test
  void H1_of_two_stops_of_one_bundle_neither_returns_early_and_it_is_unloaded_once()
      throws Exception {
    Gate inside = callInside();
    Doing first = provider.stopping();
    provider.assertHeld(first);

    Doing second = provider.stopping();

    Held.awaitUntil(() -> second.isDone() || second.thread().getState() == Thread.State.WAITING);
    provider.assertHeld(first);
    if (second.isDone()) {
      assertThat(catchThrowable(second::await)).hasCauseInstanceOf(BundleException.class);
    }
    assertThat(osgi.outside.events()).doesNotContain("provider:unload");
    inside.leave();
    first.await();
    Held.awaitUntil(second::isDone);
    assertDetachedOnce();
    assertThat(osgi.outside.count("provider:unload")).isEqualTo(1);
    assertThat(provider.bundle().getState()).isEqualTo(Bundle.RESOLVED);
  }

  /** On Felix it blocks the start and stop of all others; calls go on. */
  @Test
  void H2_a_refresh_of_a_bundle_whose_stop_is_held_waits_for_it_while_others_are_called()
      throws Exception {
    osgi.startProvider("other");
    Gate inside = callInside();
    Doing stop = provider.stopping();
    provider.assertHeld(stop);

    Doing refresh = Doing.run("refresh provider", () -> osgi.refresh(provider.bundle()));

    Held.awaitUntil(() -> refresh.thread().getState() != Thread.State.RUNNABLE);
    assertThat(client.call("#1 y")).isEqualTo("other did y");
    provider.assertHeld(stop);
    assertThat(refresh.isDone()).isFalse();
    inside.leave();
    stop.await();
    refresh.await();
    assertThat(osgi.outside.count("provider:unload")).isEqualTo(1);
    provider.bundle().start();
    assertThat(client.call("#1 again")).isEqualTo("provider did again");
  }
}
