package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;

/** A folder that File Install watches, set as in the distribution, and the deployer behind it. */
@Timeout(240)
class FolderIT {
  private static final String JAR = "hosts.jar";

  @TempDir Path folder;
  private DeployScene scene;
  private Osgi osgi;

  @BeforeEach
  void start() throws Exception {
    scene = DeployScene.withFolder(folder);
    osgi = scene.osgi;
  }

  @AfterEach
  void stop() throws Exception {
    scene.close();
  }

  private static TestBundle hosts(String version) {
    return TestBundle.versioned("hosts", version);
  }

  private void deployFirst() throws Exception {
    scene.drop(JAR, hosts("1.0.0"));
    scene.watch();
    assertThat(scene.running("hosts")).containsExactly("1.0.0 ACTIVE"); // before the start returns
  }

  private void awaitAnswer(Module client, String version) {
    DeployScene.awaitAsserted(() -> assertThat(client.call("")).isEqualTo(version));
  }

  // -- what is no whole bundle

  @Test
  void a_truncated_jar_and_one_that_comes_in_two_halves_leave_the_running_one() throws Exception {
    deployFirst();
    DeployScene.Load load = scene.load(scene.client(), 1);
    byte[] next = DeployScene.bytes(hosts("2.0.0"));

    scene.drop(JAR, Arrays.copyOf(next, next.length * 2 / 3));
    DeployScene.awaitUntil(() -> scene.refusals("is no complete jar") == 1);
    assertThat(scene.refusals("; hosts 1.0.0 (")).isEqualTo(1);
    Files.write(scene.modules().resolve(JAR), Arrays.copyOf(next, next.length / 3)); // in place
    // One more if File Install has looked while it was being written.
    DeployScene.awaitUntil(() -> scene.refusals("is no complete jar") >= 2);
    load.awaitAnswers();
    assertThat(scene.running("hosts")).containsExactly("1.0.0 ACTIVE");
    Files.write(scene.modules().resolve(JAR), next);

    scene.awaitRunning("hosts", "2.0.0 ACTIVE");
    load.awaitAnswers();
    load.assertNoneFailed();
    assertThat(load.versions).containsOnlyKeys("1.0.0", "2.0.0");
  }

  @Test
  void a_truncated_new_jar_is_told() throws Exception {
    deployFirst();
    byte[] other = DeployScene.bytes(TestBundle.versioned("other", "1.0.0"));

    scene.drop("other.jar", Arrays.copyOf(other, other.length / 2));

    DeployScene.awaitUntil(
        () -> scene.refusals("other.jar is not deployed: it is no complete") == 1);
    assertThat(scene.running("other")).isEmpty();
    scene.drop("other.jar", other);
    scene.awaitRunning("other", "1.0.0 ACTIVE");
  }

  @Test
  void what_does_not_start_or_resolve_leaves_the_running_one() throws Exception {
    deployFirst();
    DeployScene.Load load = scene.load(scene.client(), 1);

    scene.drop(JAR, hosts("2.0.0").header("Itest-Fails", "no disk"));
    DeployScene.awaitUntil(() -> scene.refusals("does not start: no disk") == 1);
    scene.drop(JAR, hosts("3.0.0").header("Require-Bundle", "nobody.has.this"));
    DeployScene.awaitUntil(() -> scene.refusals("nobody.has.this") == 1);

    load.awaitAnswers();
    assertThat(scene.running("hosts")).containsExactly("1.0.0 ACTIVE");
    scene.drop(JAR, hosts("4.0.0"));
    scene.awaitRunning("hosts", "4.0.0 ACTIVE");
    load.awaitAnswers();
    load.assertNoneFailed();
    assertThat(load.versions).containsOnlyKeys("1.0.0", "4.0.0");
  }

  // -- replacing

  @Test
  void a_replaced_file_is_swapped_and_no_call_is_lost() throws Exception {
    deployFirst();
    DeployScene.Load load = scene.load(scene.client(), 2);
    for (int version = 2; version < 6; version++) {
      load.awaitAnswers();
      scene.drop(JAR, hosts(version + ".0.0"));
      scene.awaitRunning("hosts", version + ".0.0 ACTIVE");
    }
    load.awaitAnswers();
    load.assertNoneFailed();
    assertThat(osgi.log)
        .filteredOn(it -> it.contains("has taken the place of hosts"))
        .hasSize(4)
        .allMatch(it -> it.contains("side by side"));
  }

  @Test
  void of_three_quick_replacements_the_latest_runs() throws Exception {
    deployFirst();
    Module client = scene.client();

    for (String each : List.of("2.0.0", "3.0.0", "4.0.0")) {
      scene.drop(JAR, hosts(each));
      Thread.sleep(120); // for File Install to see each of them
    }

    scene.awaitRunning("hosts", "4.0.0 ACTIVE");
    DeployScene.awaitUntil(scene::isQuiet);
    assertThat(scene.running("hosts")).containsExactly("4.0.0 ACTIVE");
    awaitAnswer(client, "4.0.0");
  }

  @Test
  void replacements_that_are_held_by_a_call_end_with_the_latest() throws Exception {
    deployFirst();
    Module client = scene.client();
    Gate inside = osgi.outside.holdAt("hosts:work x");
    Doing call = client.calling("x");
    inside.awaitInside();

    scene.drop(JAR, hosts("1.0.0").header("Some", "other bytes")); // so it is stop first
    DeployScene.awaitUntil(() -> osgi.bundle("hosts").getState() == Bundle.STOPPING);
    long before = scene.operations().size();
    scene.drop(JAR, hosts("2.0.0"));
    DeployScene.awaitUntil(() -> scene.operations().size() == before + 1);
    scene.drop(JAR, hosts("3.0.0"));
    DeployScene.awaitUntil(() -> scene.operations().size() == before + 2);
    inside.leave();

    call.await();
    scene.awaitRunning("hosts", "3.0.0 ACTIVE");
    DeployScene.awaitUntil(scene::isQuiet);
    assertThat(scene.running("hosts")).containsExactly("3.0.0 ACTIVE");
    assertThat(scene.operations()).extracting(it -> it.text("state")).doesNotContain("FAILED");
    awaitAnswer(client, "3.0.0");
  }

  @Test
  void a_file_that_has_got_another_name_goes_on_running() throws Exception {
    deployFirst();
    DeployScene.Load load = scene.load(scene.client(), 1);
    load.awaitAnswers();

    scene.drop("hosts-2.jar", hosts("2.0.0"));
    scene.remove(JAR);

    scene.awaitRunning("hosts", "2.0.0 ACTIVE");
    DeployScene.awaitUntil(scene::isQuiet);
    load.awaitAnswers();
    load.assertNoneFailed();
    scene.drop("hosts-2.jar", hosts("3.0.0"));
    scene.awaitRunning("hosts", "3.0.0 ACTIVE");
    scene.remove("hosts-2.jar");
    scene.awaitRunning("hosts");
  }

  // -- holds

  @Test
  void a_removal_that_is_held_by_a_call_holds_up_no_other_file_and_no_settings() throws Exception {
    osgi.installBuilt("registrar-config").start();
    osgi.bundle("org.apache.felix.configadmin").start();
    deployFirst();
    Module client = scene.client();
    Gate inside = osgi.outside.holdAt("hosts:work x");
    Doing call = client.calling("x");
    inside.awaitInside();

    scene.remove(JAR);
    DeployScene.awaitUntil(() -> osgi.bundle("hosts").getState() == Bundle.STOPPING);

    scene.drop("other.jar", TestBundle.versioned("other", "9.0.0"));
    scene.awaitRunning("other", "9.0.0 ACTIVE");
    awaitAnswer(client, "9.0.0");
    assertThat(osgi.bundle("hosts").getState()).isEqualTo(Bundle.STOPPING);
    scene.drop(
        "io.nmr.registrar.cfg",
        "nmr.hold.policy = abandon\nnmr.hold.deadline = 1ms\n".getBytes("UTF-8"));
    scene.awaitRunning("hosts"); // these settings end the hold
    assertThat(call.isDone()).isFalse();
    inside.leave();
  }

  private Facts lastOperation() {
    List<Facts> all = scene.operations();
    return all.get(all.size() - 1);
  }

  @Test
  void a_file_that_is_back_while_its_removal_is_held_is_deployed() throws Exception {
    deployFirst();
    Module client = scene.client();
    Gate inside = osgi.outside.holdAt("hosts:work x");
    Doing call = client.calling("x");
    inside.awaitInside();
    scene.remove(JAR);
    Bundle old = osgi.bundle("hosts");
    DeployScene.awaitUntil(() -> old.getState() == Bundle.STOPPING);

    String removal = lastOperation().text("id");
    scene.drop(JAR, hosts("1.0.0"));
    DeployScene.awaitUntil(
        () -> lastOperation().text("step").equals("waiting for operation " + removal));
    assertThat(old.getState()).isEqualTo(Bundle.STOPPING);
    inside.leave();

    call.await();
    scene.awaitRunning("hosts", "1.0.0 ACTIVE");
    assertThat(old.getState()).isEqualTo(Bundle.UNINSTALLED);
    awaitAnswer(client, "1.0.0");
  }

  @Test
  void several_files_are_replaced_side_by_side_though_one_is_held() throws Exception {
    for (int i = 0; i < 5; i++) {
      scene.drop("p" + i + ".jar", TestBundle.versioned("p" + i, "1.0.0"));
    }
    scene.watch();
    for (int i = 0; i < 5; i++) {
      scene.awaitRunning("p" + i, "1.0.0 ACTIVE");
    }
    Module client = scene.client();
    String called = "p" + calledBy(client);
    Gate inside = osgi.outside.holdAt(called + ":work x");
    Doing call = client.calling("x");
    inside.awaitInside();

    for (int i = 0; i < 5; i++) {
      scene.drop("p" + i + ".jar", TestBundle.versioned("p" + i, "2.0.0"));
    }

    for (int i = 0; i < 5; i++) {
      if (!called.equals("p" + i)) {
        scene.awaitRunning("p" + i, "2.0.0 ACTIVE");
      }
    }
    scene.awaitRunning(called, "1.0.0 " + Bundle.STOPPING, "2.0.0 ACTIVE");
    inside.leave();
    call.await();
    scene.awaitRunning(called, "2.0.0 ACTIVE");
  }

  /** The number of the one provider that a client calls, for they are all as good. */
  private int calledBy(Module client) throws Exception {
    client.call("who");
    return osgi.outside.events().stream()
        .filter(it -> it.endsWith(":work who"))
        .map(it -> it.charAt(1) - '0')
        .findFirst()
        .orElseThrow();
  }

  // -- by hand

  @Test
  void a_file_whose_bundle_was_unloaded_by_hand_is_deployed_anew_when_it_changes()
      throws Exception {
    deployFirst();
    Module client = scene.client();
    scene.done("UNLOAD", osgi.bundle("hosts"), null, "");
    assertThat(scene.running("hosts")).isEmpty();

    scene.drop(JAR, hosts("2.0.0"));
    scene.awaitRunning("hosts", "2.0.0 ACTIVE");
    awaitAnswer(client, "2.0.0");

    Path elsewhere = scene.file("elsewhere", hosts("2.5.0"));
    Facts swap = scene.done("SWAP", osgi.bundle("hosts"), elsewhere, "");
    assertThat(swap.text("notes")).contains(JAR + " is another version");
    scene.drop(JAR, hosts("3.0.0"));
    scene.awaitRunning("hosts", "3.0.0 ACTIVE");
    scene.remove(JAR);
    scene.awaitRunning("hosts");
    assertThat(osgi.log).noneMatch(it -> it.contains("has been uninstalled"));
  }

  // -- a contract with who uses it

  private static final Map<String, String> FILES =
      Map.of("c", "contract.jar", "p", "hosts.jar", "u", "user.jar");

  private static TestBundle part(char which, String version) {
    return switch (which) {
      case 'c' -> TestBundle.contract("own.contract").header("Bundle-Version", version);
      case 'p' -> hosts(version);
      default -> TestBundle.module("user", "SetClient").header("Bundle-Version", version);
    };
  }

  private void dropAll(String order, String version) throws Exception {
    for (char each : order.toCharArray()) {
      scene.drop(FILES.get(String.valueOf(each)), part(each, version));
    }
  }

  private void awaitAll(String version) {
    scene.awaitRunning("own.contract", version + " ACTIVE");
    scene.awaitRunning("hosts", version + " ACTIVE");
    scene.awaitRunning("user", version + " ACTIVE");
    DeployScene.awaitUntil(scene::isQuiet);
    DeployScene.awaitAsserted(() -> assertThat(osgi.function("user").apply("")).isEqualTo(version));
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(strings = {"cpu", "cup", "pcu", "puc", "ucp", "upc"})
  void a_contract_and_its_users_come_change_and_go_together_in_any_order(String order)
      throws Exception {
    osgi.bundle("contract").uninstall();
    scene.watch();

    dropAll(order, "1.0.0");
    awaitAll("1.0.0");
    dropAll(order, "2.0.0");
    awaitAll("2.0.0");
    for (char each : order.toCharArray()) {
      scene.remove(FILES.get(String.valueOf(each)));
    }
    for (String each : List.of("own.contract", "hosts", "user")) {
      scene.awaitRunning(each);
    }
    DeployScene.awaitUntil(scene::isQuiet);
    assertThat(scene.operations()).allMatch(it -> !it.text("state").equals("FAILED"), "it failed");
    assertThat(osgi.runtime().registrations()).isEmpty();
  }

  @Test
  void users_that_come_long_before_their_contract_are_started_when_it_comes() throws Exception {
    osgi.bundle("contract").uninstall();
    scene.watch();
    scene.drop(FILES.get("u"), part('u', "1.0.0"));
    DeployScene.awaitUntil(() -> scene.refusals("user.jar") == 1);
    scene.drop(FILES.get("p"), part('p', "1.0.0"));
    DeployScene.awaitUntil(() -> scene.refusals("hosts.jar") == 1);

    scene.drop(FILES.get("c"), part('c', "1.0.0"));

    awaitAll("1.0.0");
    assertThat(scene.refusals("")).isEqualTo(2);
  }

  /** The contract is stopped, updated and started, and with it who uses it. */
  @Test
  void a_contract_that_keeps_its_version_changes_together_with_its_users() throws Exception {
    osgi.bundle("contract").uninstall();
    scene.watch();
    dropAll("cpu", "1.0.0");
    awaitAll("1.0.0");

    scene.drop(FILES.get("u"), part('u', "2.0.0"));
    scene.drop(FILES.get("p"), part('p', "2.0.0"));
    scene.drop(FILES.get("c"), part('c', "1.0.0").header("Some", "other bytes"));

    scene.awaitRunning("hosts", "2.0.0 ACTIVE");
    scene.awaitRunning("user", "2.0.0 ACTIVE");
    DeployScene.awaitUntil(scene::isQuiet);
    assertThat(osgi.bundle("own.contract").getHeaders("").get("Some")).isEqualTo("other bytes");
    DeployScene.awaitAsserted(() -> assertThat(osgi.function("user").apply("")).isEqualTo("2.0.0"));
    assertThat(scene.operations()).allMatch(it -> !it.text("state").equals("FAILED"), "it failed");
  }
}
