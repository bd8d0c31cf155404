package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;

/** The deployer's operations on real bundles. */
@Timeout(180)
class DeployIT {
  @TempDir Path folder;
  private DeployScene scene;
  private Osgi osgi;
  private Bundle hosts;
  private Module client;

  @BeforeEach
  void start() throws Exception {
    scene = DeployScene.of(folder);
    osgi = scene.osgi;
    hosts = osgi.start(TestBundle.versioned("hosts", "1.0.0")).bundle();
    client = scene.client();
  }

  @AfterEach
  void stop() throws Exception {
    scene.close();
  }

  private Path file(String version, String... headers) throws Exception {
    TestBundle bundle = TestBundle.versioned("hosts", version);
    for (int i = 0; i < headers.length; i += 2) {
      bundle.header(headers[i], headers[i + 1]);
    }
    return scene.file(version + ".jar", bundle);
  }

  private void assertRuns(String version) throws Exception {
    assertThat(scene.running("hosts")).containsExactly(version + " ACTIVE");
    assertThat(client.call("")).isEqualTo(version);
  }

  @Test
  void side_by_side_no_call_is_lost() throws Exception {
    Path next = file("2.0.0");
    DeployScene.Load load = scene.load(client, 2);
    load.awaitAnswers();

    Facts end = scene.done("SWAP", hosts, next, "");

    load.awaitAnswers();
    load.assertNoneFailed();
    assertThat(load.versions).containsOnlyKeys("1.0.0", "2.0.0");
    assertThat(end.text("manner")).isEqualTo("SIDE_BY_SIDE");
    assertThat(hosts.getState()).isEqualTo(Bundle.UNINSTALLED);
    assertRuns("2.0.0");
  }

  /** What keeps two from being there at once. */
  enum Obstacle {
    SAME_VERSION("1.0.0", "both are of version 1.0.0"),
    SINGLETON("2.0.0", "it is a singleton", "Bundle-SymbolicName", "hosts;singleton:=true"),
    HEADER("2.0.0", "the manifest says Nmr-Deploy: stop-first", "Nmr-Deploy", "stop-first");

    private final String version;
    private final String why;
    private final String[] headers;

    Obstacle(String version, String why, String... headers) {
      this.version = version;
      this.why = why;
      this.headers = headers;
    }
  }

  @ParameterizedTest
  @EnumSource
  void where_both_cannot_be_there_at_once_it_is_stop_update_and_start(Obstacle obstacle)
      throws Exception {
    Facts end = scene.done("SWAP", hosts, file(obstacle.version, obstacle.headers), "");

    assertThat(end.text("manner")).isEqualTo("STOP_FIRST");
    assertThat(end.text("why")).isEqualTo(obstacle.why);
    assertThat(hosts.getState()).isEqualTo(Bundle.ACTIVE);
    assertRuns(obstacle.version);
  }

  @Test
  void one_that_wants_the_port_of_the_old_one_is_started_when_that_has_stopped() throws Exception {
    String port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = Integer.toString(free.getLocalPort());
    }
    scene.done("SWAP", hosts, file("2.0.0", "Itest-Port", port), "");
    Bundle old = osgi.bundle("hosts");

    Facts end = scene.done("SWAP", old, file("3.0.0", "Itest-Port", port), "");

    assertThat(end.text("manner")).isEqualTo("STOP_FIRST");
    assertThat(end.text("why")).startsWith("beside the old one it does not start: ");
    assertRuns("3.0.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIDE_BY_SIDE", "STOP_FIRST"})
  void if_the_new_one_does_not_start_the_old_one_runs_at_the_end(String manner) throws Exception {
    Path bad = file("2.0.0", "Itest-Fails", "no disk");

    Facts end = scene.failed("SWAP", hosts, bad, manner);

    assertThat(end.text("failure")).contains("does not start: no disk");
    assertRuns("1.0.0");
    assertThat(osgi.runtime().pending()).isEmpty();
    scene.done("SWAP", osgi.bundle("hosts"), file("3.0.0"), manner); // as if nothing had been
    assertRuns("3.0.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIDE_BY_SIDE", "STOP_FIRST"})
  void if_the_new_one_does_not_resolve_the_old_one_is_not_touched(String manner) throws Exception {
    Path bad = file("2.0.0", "Require-Bundle", "nobody.has.this");
    long modified = hosts.getLastModified();
    DeployScene.Load load = scene.load(client, 1);
    load.awaitAnswers();

    Facts end = scene.failed("SWAP", hosts, bad, manner);

    assertThat(end.text("failure")).contains("cannot be resolved").contains("nobody.has.this");
    load.awaitAnswers();
    load.assertNoneFailed();
    assertThat(hosts.getLastModified()).isEqualTo(modified);
    assertRuns("1.0.0");
  }

  @Test
  void a_resting_one_is_put_in_its_place_and_rests() throws Exception {
    hosts.stop();

    Facts end = scene.done("SWAP", hosts, file("2.0.0"), "");

    assertThat(end.text("why")).isEqualTo("the old one is not started");
    assertThat(hosts.getVersion()).hasToString("2.0.0");
    assertThat(hosts.getState()).isIn(Bundle.INSTALLED, Bundle.RESOLVED);
    assertThat(osgi.runtime().registrations())
        .extracting(it -> it.get("module"))
        .containsExactly("client");
  }

  @Test
  void those_wired_to_what_is_unloaded_are_stopped_first_and_run_again() throws Exception {
    osgi.install(TestBundle.contract("spare").header("Bundle-Version", "0.5.0"));
    Bundle contract = osgi.bundle("contract");

    Facts end = scene.done("UNLOAD", contract, null, "");

    assertThat(end.get("restarted"))
        .asString()
        .contains("hosts (" + hosts.getBundleId())
        .contains("client (" + client.bundle().getBundleId());
    assertThat(contract.getState()).isEqualTo(Bundle.UNINSTALLED);
    DeployScene.awaitAsserted(() -> assertThat(client.call("")).isEqualTo("1.0.0"));
  }

  @Test
  void those_that_do_not_run_any_more_are_told() throws Exception {
    Facts end = scene.done("UNLOAD", osgi.bundle("contract"), null, "");

    assertThat(end.get("notes"))
        .asString()
        .contains(
            "hosts (%d) was wired to it and does not start any more"
                .formatted(hosts.getBundleId()));
    assertThat(osgi.runtime().registrations()).isEmpty();
  }

  @Test
  void an_unload_is_held_by_a_call_and_joined_and_holds_up_nobody_else() throws Exception {
    Gate inside = osgi.outside.holdAt("hosts:work x");
    Doing call = client.calling("x");
    inside.awaitInside();

    long unload = scene.begin("UNLOAD", hosts, null, "");
    DeployScene.awaitUntil(() -> hosts.getState() == Bundle.STOPPING);

    assertThat(scene.begin("UNLOAD", hosts, null, "")).isEqualTo(unload);
    assertThat(scene.now(unload).text("state")).isEqualTo("RUNNING");
    Path other = scene.file("other.jar", TestBundle.versioned("other", "9.0.0"));
    scene.done("DEPLOY", null, other, "");
    assertThat(client.call("")).isEqualTo("9.0.0");
    inside.leave();
    call.await();
    assertThat(scene.end(unload).text("state")).isEqualTo("DONE");
    assertThat(hosts.getState()).isEqualTo(Bundle.UNINSTALLED);
  }

  /** Longer than Equinox waits for a bundle that another thread stops. */
  @Test
  void what_another_unload_stops_already_is_unloaded_when_that_is_over() throws Exception {
    Gate inside = osgi.outside.holdAt("hosts:work x");
    Doing call = client.calling("x");
    inside.awaitInside();
    Bundle contract = osgi.bundle("contract");
    Doing stop = Doing.run("stop hosts", hosts::stop);
    DeployScene.awaitUntil(() -> hosts.getState() == Bundle.STOPPING);

    long unload = scene.begin("UNLOAD", hosts, null, "");
    long below = scene.begin("UNLOAD", contract, null, "");
    DeployScene.awaitUntil(
        () ->
            System.getProperty("itest.framework").contains("felix")
                || scene.now(unload).text("step").startsWith("waiting until hosts"));
    assertThat(scene.now(below).text("state")).isEqualTo("WAITING");
    inside.leave();

    call.await();
    stop.await();
    assertThat(scene.end(unload).text("state")).isEqualTo("DONE");
    assertThat(scene.end(below).text("state")).isEqualTo("DONE");
    assertThat(hosts.getState()).isEqualTo(Bundle.UNINSTALLED);
    assertThat(contract.getState()).isEqualTo(Bundle.UNINSTALLED);
  }

  private List<String> everything() {
    List<String> all = new ArrayList<>();
    Arrays.stream(osgi.context().getBundles())
        .forEach(
            it -> all.add(it + " " + it.getState() + " " + it.getVersion() + it.getLastModified()));
    osgi.runtime().bindings().forEach(it -> all.add(it.text("id") + it.text("state")));
    all.addAll(osgi.outside.events());
    return all;
  }

  @Test
  void a_preview_says_what_would_happen_and_touches_nothing() throws Exception {
    Gate inside = osgi.outside.holdAt("hosts:work x");
    Doing call = client.calling("x");
    inside.awaitInside();
    Path next = file("2.0.0");
    List<String> before = everything();

    Facts unload = scene.preview("UNLOAD", hosts, null, "");
    Facts swap = scene.preview("SWAP", hosts, next, "");
    Facts contract = scene.preview("UNLOAD", osgi.bundle("contract"), null, "");

    String clientName = "client (" + client.bundle().getBundleId() + ")";
    assertThat(unload.text("bundle")).isEqualTo("hosts (" + hosts.getBundleId() + ")");
    assertThat((Integer) unload.get("calls")).isPositive();
    assertThat(unload.text("without")).isEqualTo("[" + clientName + " of io.nmr.itest.plain]");
    assertThat(unload.text("holds"))
        .contains("by " + clientName + " into hosts (" + hosts.getBundleId() + ")");
    assertThat(swap.text("manner")).isEqualTo("SIDE_BY_SIDE");
    assertThat(swap.text("newBundle")).isEqualTo("hosts 2.0.0");
    assertThat(swap.text("without")).isEqualTo("[]");
    assertThat(contract.text("restarted")).contains(clientName).contains("hosts (");
    assertThatThrownBy(() -> scene.preview("UNLOAD", osgi.framework(), null, ""))
        .hasMessageContaining("the framework itself is not unloaded");
    assertThat(everything()).isEqualTo(before);
    assertThat(scene.operations()).isEmpty();
    inside.leave();
    call.await();
  }

  @Test
  void the_operations_are_remembered_with_how_they_ended() throws Exception {
    scene.done("SWAP", hosts, file("2.0.0"), "");
    scene.failed("SWAP", osgi.bundle("hosts"), file("3.0.0", "Itest-Fails", "no disk"), "");
    scene.done("STOP", osgi.bundle("hosts"), null, "");

    assertThat(scene.operations())
        .extracting(it -> it.text("kind") + " " + it.text("state") + " " + it.text("by"))
        .containsExactly("SWAP DONE test", "SWAP FAILED test", "STOP DONE test");
    assertThat(osgi.log)
        .anyMatch(it -> it.startsWith("info") && it.contains("has taken the place of hosts"))
        .anyMatch(it -> it.startsWith("warn") && it.contains("no disk"));
  }
}
