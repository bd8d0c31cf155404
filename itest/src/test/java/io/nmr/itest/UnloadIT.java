package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;

/** A bundle that is unloaded in any way, while a call of or into it is in progress. */
@Timeout(60)
class UnloadIT {
  /** Which bundle goes, and which way the call goes. */
  enum Scene {
    PROVIDER_IS_CALLED("provider", "client", "provider:work x"),
    PROVIDER_CALLS_BACK("provider", "provider", "client:tell x"),
    CLIENT_CALLS("client", "client", "provider:work x"),
    CLIENT_IS_CALLED_BACK("client", "provider", "client:tell x");

    private final String leaving;
    private final String caller;
    private final String inside;

    Scene(String leaving, String caller, String inside) {
      this.leaving = leaving;
      this.caller = caller;
      this.inside = inside;
    }
  }

  private Osgi osgi;
  private Module provider;
  private Module client;
  private Module leaving;
  private Gate inside;
  private Doing call;

  @BeforeEach
  void start() throws Exception {
    osgi = Osgi.withRegistrar();
    provider = osgi.startProvider("provider");
    client = osgi.startClient("client");
  }

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  private void arrange(Scene scene) throws Exception {
    leaving = scene.leaving.equals("provider") ? provider : client;
    inside = osgi.outside.holdAt(scene.inside);
    call = (scene.caller.equals("provider") ? provider : client).calling("x");
    inside.awaitInside();
  }

  private void assertOthersAreOperable() throws Exception {
    Module other = osgi.startProvider("other");
    Module caller = osgi.startClient("caller");
    assertThat(caller.call("y")).asString().endsWith(" did y");
    caller.bundle().stop();
    caller.bundle().start();
    caller.bundle().uninstall();
    other.bundle().stop();
  }

  private void assertEndsWithTheCall(Doing unloading) throws Exception {
    inside.leave();
    assertThat(call.await()).asString().contains("x");
    unloading.await();
    assertThat(osgi.outside.events())
        .containsSubsequence("provider:cleanup", leaving.name() + ":unload")
        .containsSubsequence("client:detach", "provider:detach", "client:cleanup");
  }

  @ParameterizedTest
  @EnumSource
  void H1_stop_is_held_until_the_call_in_progress_ends(Scene scene) throws Exception {
    arrange(scene);

    Doing stop = leaving.stopping();

    leaving.assertHeld(stop);
    assertThat(osgi.outside.count(leaving.name() + ":unload")).isZero();
    assertOthersAreOperable();
    leaving.assertHeld(stop);
    assertEndsWithTheCall(stop);
    assertThat(leaving.bundle().getState()).isEqualTo(Bundle.RESOLVED);
  }

  @ParameterizedTest
  @EnumSource
  void H2_update_is_held_until_the_call_in_progress_ends(Scene scene) throws Exception {
    arrange(scene);
    TestBundle next =
        TestBundle.module(leaving.name(), leaving == provider ? "WorkProvider" : "WorkClient")
            .header("Bundle-Version", "2.0.0");

    Doing update =
        Doing.run(
            "update " + leaving.name(),
            () -> {
              try (InputStream jar = next.open()) {
                leaving.bundle().update(jar);
              }
            });

    leaving.assertHeld(update);
    assertOthersAreOperable();
    assertEndsWithTheCall(update);
    assertThat(leaving.bundle().getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(leaving.bundle().getVersion()).hasToString("2.0.0");
    assertThat(client.call("again")).isEqualTo("provider did again");
  }

  @ParameterizedTest
  @EnumSource
  void H2_uninstall_is_held_until_the_call_in_progress_ends(Scene scene) throws Exception {
    arrange(scene);

    Doing uninstall = Doing.run("uninstall " + leaving.name(), leaving.bundle()::uninstall);

    leaving.assertHeld(uninstall);
    assertOthersAreOperable();
    assertEndsWithTheCall(uninstall);
    assertThat(leaving.bundle().getState()).isEqualTo(Bundle.UNINSTALLED);
  }

  @ParameterizedTest
  @EnumSource
  void H2_stop_before_a_refresh_is_held_until_the_call_in_progress_ends(Scene scene)
      throws Exception {
    arrange(scene);

    Doing stop = leaving.stopping();

    leaving.assertHeld(stop);
    assertEndsWithTheCall(stop);
    osgi.refresh(leaving.bundle());
    leaving.bundle().start();
    assertThat(client.call("again")).isEqualTo("provider did again");
  }

  /** Others are not asked: Felix starts and stops no bundle while it refreshes a held one (H7). */
  @ParameterizedTest
  @EnumSource
  void H2_refresh_is_held_until_the_call_in_progress_ends(Scene scene) throws Exception {
    arrange(scene);

    Doing refresh = Doing.run("refresh " + leaving.name(), () -> osgi.refresh(leaving.bundle()));

    Held.assertHeld(osgi.runtime(), leaving.bundle());
    assertThat(refresh.isDone()).isFalse();
    assertEndsWithTheCall(refresh);
    assertThat(leaving.bundle().getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(client.call("again")).isEqualTo("provider did again");
  }

  @ParameterizedTest
  @EnumSource
  void H2_framework_stop_is_held_and_begins_with_every_bundle_at_once(Scene scene)
      throws Exception {
    arrange(scene);
    RuntimeView runtime = osgi.runtime();
    Gate detaching = osgi.outside.holdAt("client:detach");

    osgi.framework().stop();

    detaching.awaitInside();
    detaching.leave();
    Held.awaitAStopInRegistrar();
    assertThat(osgi.framework().getState()).isEqualTo(Bundle.STOPPING);
    assertThat(runtime.pending())
        .extracting(pending -> pending.facts("registration").get("module"))
        .containsExactlyInAnyOrder("provider", "client");
    assertThat(runtime.pending()).allMatch(pending -> pending.get("isHold").equals(true));
    assertThat(osgi.outside.events()).doesNotContain("client:unload", "provider:unload");

    Doing stopped = Doing.run("await stop", () -> osgi.framework().waitForStop(0));
    assertEndsWithTheCall(stopped);
    assertThat(osgi.outside.events()).contains("client:unload", "provider:unload");
  }
}
