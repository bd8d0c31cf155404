package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a module that has left leaves behind: nothing. */
@Timeout(240)
class LeakIT {
  private Osgi osgi;

  @BeforeEach
  void start() throws Exception {
    osgi = Osgi.withRegistrar();
    osgi.startProvider("provider");
    osgi.startClient("client");
  }

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  private Module module(String name) {
    return new Module(osgi, osgi.bundle(name));
  }

  /** Nothing that is local to this method may keep the loader. */
  private WeakReference<ClassLoader> loaderAfterAnAbandonedStop(String name) throws Exception {
    Module leaving = module(name);
    Gate inside = osgi.outside.holdAt("provider:work x");
    Doing call = module("client").calling("x");
    inside.awaitInside();
    Doing stop = leaving.stopping();
    leaving.assertHeld(stop);
    WeakReference<ClassLoader> loader = Loaders.of(leaving.bundle());
    osgi.runtime().abandon((long) osgi.runtime().bindings().get(0).get("id"));
    stop.await();
    inside.leave();
    call.await();
    return loader;
  }

  /** Nothing that is local to this method may keep the loader. */
  private WeakReference<ClassLoader> loaderAfterCallsInBothDirectionsAndAHeldStop(String name)
      throws Exception {
    Module leaving = module(name);
    assertThat(module("provider").call("x")).isEqualTo("client knows x");
    Gate inside = osgi.outside.holdAt("provider:work x");
    Doing call = module("client").calling("x");
    inside.awaitInside();
    Doing stop = leaving.stopping();
    leaving.assertHeld(stop);
    inside.leave();
    call.await();
    WeakReference<ClassLoader> loader = Loaders.of(leaving.bundle());
    stop.await();
    return loader;
  }

  private void assertStayerIsCleanAndGoesOn(String leaver) throws Exception {
    String stayer = leaver.equals("provider") ? "client" : "provider";
    assertThatThrownBy(() -> module(stayer).call("kept y"))
        .satisfies(thrown -> assertThat(thrown.getClass().getName()).endsWith("DetachedException"));
    Module next = leaver.equals("provider") ? osgi.startProvider("next") : osgi.startClient("next");
    assertThat(module(stayer).call("y")).asString().startsWith("next ");
    assertThat(next.call("z")).asString().startsWith(stayer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"provider", "client"})
  void R22_the_class_loader_of_an_uninstalled_module_is_collected_while_its_peer_goes_on(
      String name) throws Exception {
    WeakReference<ClassLoader> loader = loaderAfterCallsInBothDirectionsAndAHeldStop(name);

    module(name).bundle().uninstall();

    Loaders.awaitCollected(loader);
    assertStayerIsCleanAndGoesOn(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"provider", "client"})
  void R22_the_class_loader_from_before_a_refresh_is_collected_while_its_peer_goes_on(String name)
      throws Exception {
    WeakReference<ClassLoader> loader = loaderAfterCallsInBothDirectionsAndAHeldStop(name);

    osgi.refresh(module(name).bundle());

    Loaders.awaitCollected(loader);
    assertStayerIsCleanAndGoesOn(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"provider", "client"})
  void H5_when_the_abandoned_call_has_ended_the_side_that_stays_is_cleaned_up_and_the_other_gone(
      String name) throws Exception {
    WeakReference<ClassLoader> loader = loaderAfterAnAbandonedStop(name);

    module(name).bundle().uninstall();

    String stayer = name.equals("provider") ? "client" : "provider";
    await().until(() -> osgi.outside.events().contains(stayer + ":cleanup"));
    assertThat(osgi.outside.events()).doesNotContain(name + ":cleanup");
    Loaders.awaitCollected(loader);
    assertStayerIsCleanAndGoesOn(name);
  }
}
