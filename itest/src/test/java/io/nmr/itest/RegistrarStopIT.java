package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** The registrar's own bundle: its stop, its return, its settings. */
@Timeout(60)
class RegistrarStopIT {
  private Osgi osgi;
  private Bundle registrar;
  private Module provider;
  private Module client;

  private void startRegistrar() throws Exception {
    osgi = Osgi.withoutRegistrar(Map.of());
    registrar = osgi.installRegistrar();
    registrar.start();
  }

  private void startRegistrarAndModules() throws Exception {
    startRegistrar();
    provider = osgi.startProvider("provider");
    client = osgi.startClient("client");
  }

  /** The client's call of that argument, held at that event. */
  private Doing heldCall(String argument, Gate gate) throws Exception {
    Doing call = client.calling(argument);
    gate.awaitInside();
    return call;
  }

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  @Test
  void H3_the_registrars_own_stop_is_held_until_all_are_gone_and_modules_load_again_with_it()
      throws Exception {
    startRegistrarAndModules();
    RuntimeView runtime = osgi.runtime();
    Gate inside = osgi.outside.holdAt("provider:work x");
    Doing call = heldCall("x", inside);

    Doing stop = Doing.run("stop registrar", registrar::stop);

    Held.awaitInRegistrar(stop);
    assertThat(registrar.getState()).isEqualTo(Bundle.STOPPING);
    assertThat(provider.bundle().getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(runtime.blockers()).isNotEmpty();
    assertThat(osgi.outside.events()).doesNotContain("provider:unload", "client:unload");

    inside.leave();
    assertThat(call.await()).isEqualTo("provider did x");
    stop.await();
    assertThat(registrar.getState()).isEqualTo(Bundle.RESOLVED);
    assertThat(osgi.outside.events()).contains("provider:unload", "client:unload");
    assertThat(runtime.registrations()).isEmpty();
    assertThat(runtime.bindings()).isEmpty();

    registrar.start();
    assertThat(osgi.outside.count("provider:loaded")).isEqualTo(2);
    assertThat(client.call("again")).isEqualTo("provider did again");
  }

  @Test
  void H3_a_module_that_starts_meanwhile_finds_no_registrar_yet() throws Exception {
    startRegistrarAndModules();
    Gate inside = osgi.outside.holdAt("provider:work x");
    Doing call = heldCall("x", inside);
    Doing stop = Doing.run("stop registrar", registrar::stop);
    Held.awaitInRegistrar(stop);

    Module late = osgi.startClient("late");

    assertThat(late.bundle().getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(osgi.outside.events()).doesNotContain("late:loaded");
    inside.leave();
    call.await();
    stop.await();
    registrar.start();
    assertThat(late.call("y")).isEqualTo("provider did y");
  }

  /** Its first registration was let in, the next one is refused. */
  @Test
  void H3_a_module_that_is_amid_its_load_is_started_and_loads_when_the_registrar_is_back()
      throws Exception {
    startRegistrar();
    provider = osgi.startProvider("provider");
    Bundle stack = osgi.install(TestBundle.module("stack", "StackModule"));
    Gate attaching = osgi.outside.holdAt("provider:attach");
    Doing start = Doing.run("start stack", stack::start);
    attaching.awaitInside();
    Doing stop = Doing.run("stop registrar", registrar::stop);
    Held.awaitInRegistrar(stop);

    attaching.leave();

    start.await();
    stop.await();
    assertThat(stack.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(osgi.outside.events()).doesNotContain("stack:loaded");
    registrar.start();
    assertThat(osgi.outside.count("stack:loaded")).isEqualTo(1);
    assertThat(new Module(osgi, stack).call("x")).isEqualTo("provider did x");
  }

  @Test
  void H3_the_registrars_own_stop_begins_with_every_module_at_once() throws Exception {
    startRegistrar();
    osgi.startProvider("provider");
    osgi.startProvider("second");
    client = osgi.startClient("client");
    RuntimeView runtime = osgi.runtime();
    Gate first = osgi.outside.holdAt("provider:work x");
    Gate second = osgi.outside.holdAt("second:work y");
    Doing toProvider = heldCall("#0 x", first);
    Doing toSecond = heldCall("#1 y", second);

    Doing stop = Doing.run("stop registrar", registrar::stop);

    Held.awaitInRegistrar(stop);
    assertThat(runtime.pending()).as("deregistrations that have begun").hasSize(3);
    first.leave();
    second.leave();
    toProvider.await();
    toSecond.await();
    stop.await();
  }

  @Test
  void H3_the_registrars_own_stop_waits_for_what_a_modules_stop_has_left_out() throws Exception {
    // A call stops both its modules, whose holds leave it out (H8), and goes on inside.
    startRegistrarAndModules();
    osgi.outside.on(
        "provider:work x",
        () -> {
          provider.bundle().stop();
          client.bundle().stop();
        });
    Gate inside = osgi.outside.holdAt("provider:worked x");
    Doing call = heldCall("x", inside);

    Doing stop = Doing.run("stop registrar", registrar::stop);

    Held.awaitInRegistrar(stop);
    inside.leave();
    assertThat(call.await()).isEqualTo("provider did x");
    stop.await();
  }

  /** No bundle of these stops but the registrar's. */
  @Test
  void H4_the_log_says_that_it_is_the_registrars_stop_that_is_held() throws Exception {
    osgi = Osgi.withoutRegistrar(Map.of("nmr.hold.warn", "50ms"));
    registrar = osgi.installRegistrar();
    registrar.start();
    provider = osgi.startProvider("provider");
    client = osgi.startClient("client");
    Gate inside = osgi.outside.holdAt("provider:work x");
    heldCall("x", inside);

    Doing stop = Doing.run("stop registrar", registrar::stop);

    Held.awaitUntil(() -> osgi.log.stream().anyMatch(line -> line.contains("has been held")));
    inside.leave();
    stop.await();
    assertThat(osgi.log)
        .filteredOn(line -> line.contains("has been held"))
        .allMatch(line -> line.contains("the stop of the registrar has been held"));
  }

  @Test
  void H3_uninstalling_the_registrar_is_held_too() throws Exception {
    startRegistrarAndModules();
    Gate inside = osgi.outside.holdAt("provider:work x");
    Doing call = heldCall("x", inside);

    Doing uninstall = Doing.run("uninstall registrar", registrar::uninstall);

    Held.awaitInRegistrar(uninstall);
    inside.leave();
    assertThat(call.await()).isEqualTo("provider did x");
    uninstall.await();
    osgi.installRegistrar().start();
    assertThat(client.call("again")).isEqualTo("provider did again");
  }

  @Test
  void H2_framework_stop_that_meets_the_registrar_first_is_held_as_well() throws Exception {
    osgi = Osgi.withoutRegistrar(Map.of());
    osgi.startProvider("provider");
    client = osgi.startClient("client");
    osgi.installRegistrar().start(); // the last to be installed is the first to be stopped
    Gate inside = osgi.outside.holdAt("provider:work x");
    Doing call = heldCall("x", inside);

    osgi.framework().stop();

    Held.awaitAStopInRegistrar();
    assertThat(osgi.framework().getState()).isEqualTo(Bundle.STOPPING);
    assertThat(osgi.outside.events()).doesNotContain("provider:unload", "client:unload");
    inside.leave();
    assertThat(call.await()).isEqualTo("provider did x");
    osgi.framework().waitForStop(20_000);
    assertThat(osgi.outside.events())
        .containsSubsequence("provider:worked x", "provider:cleanup", "provider:unload");
  }

  @ParameterizedTest
  @CsvSource({
    "nmr.hold.warn, soon",
    "nmr.hold.deadline, -5s",
    "nmr.hold.policy, perhaps",
    "nmr.hold.policy, abandon" // with no deadline
  })
  void H5_a_bad_setting_is_refused_by_name_at_start(String property, String value)
      throws Exception {
    osgi = Osgi.withoutRegistrar(Map.of(property, value));
    registrar = osgi.installRegistrar();

    assertThatThrownBy(registrar::start)
        .isInstanceOf(BundleException.class)
        .hasStackTraceContaining(property)
        .hasStackTraceContaining("'" + value + "'");

    assertThat(registrar.getState()).isEqualTo(Bundle.RESOLVED);
  }
}
