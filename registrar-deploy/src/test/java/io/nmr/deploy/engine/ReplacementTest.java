package io.nmr.deploy.engine;

import static io.nmr.deploy.engine.FakeRuntime.NOW;
import static io.nmr.deploy.engine.FakeRuntime.binding;
import static io.nmr.deploy.engine.FakeRuntime.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nmr.Side;
import io.nmr.deploy.DeployException;
import io.nmr.deploy.Manner;
import io.nmr.deploy.Operation;
import io.nmr.deploy.OperationSnapshot;
import io.nmr.deploy.OperationSnapshot.State;
import io.nmr.deploy.Preview;
import io.nmr.deploy.Request;
import io.nmr.runtime.DeclineEntry;
import io.nmr.runtime.RegistrationSnapshot;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

@Timeout(30)
class ReplacementTest {
  @RegisterExtension final Scene scene = new Scene();

  private final FakeFramework framework = scene.framework;
  private final FakeRuntime runtime = scene.runtime;
  private final RegistrationSnapshot load = registration(Side.CLIENT, "load", 0, 5);
  private final RegistrationSnapshot old = registration(Side.PROVIDER, "hosts", 0, 6);
  private final RegistrationSnapshot fresh = registration(Side.PROVIDER, "hosts", 0, 100);
  private final CountDownLatch held = new CountDownLatch(1);
  private Path next;

  @BeforeEach
  void a_provider_with_a_client() throws IOException {
    framework.add(5, "load", "1.0.0");
    framework.add(6, "hosts", "1.0.0");
    runtime.registrations.add(load);
    runtime.registrations.add(old);
    runtime.bindings.add(binding(11, load, old));
    next = scene.hosts("next.jar", "2.0.0");
  }

  @AfterEach
  void nothing_is_left_of_copies() {
    await().untilAsserted(() -> assertThat(scene.copies()).isEmpty());
  }

  private void attach() {
    runtime.registrations.add(fresh);
    runtime.bindings.add(binding(12, load, fresh));
  }

  private void attached() {
    framework.doings.put("start 100", this::attach);
  }

  private void failing(String action, Throwable thrown) {
    framework.doings.put(
        action,
        () -> {
          if (thrown instanceof Error error) {
            throw error;
          }
          throw (Exception) thrown;
        });
  }

  private void awaitAction(String action) {
    await().until(() -> framework.actions.contains(action));
  }

  @Test
  void the_old_one_goes_only_when_the_new_one_is_attached() throws Exception {
    attached();

    OperationSnapshot end = scene.done(Request.swap(6, next).by("test"));

    framework.assertDone("install 100", "start 100", "stop 6", "uninstall 6");
    assertThat(end.manner()).contains(Manner.SIDE_BY_SIDE);
    assertThat(end.newBundle()).contains("hosts 2.0.0 (100)");
    assertThat(scene.logged)
        .singleElement()
        .asString()
        .matches(
            "INFO operation 1, by test: hosts 2\\.0\\.0 \\(100\\) has taken the place of hosts"
                + " \\(6\\) side by side in .* m?s");
  }

  @Test
  void it_waits_for_one_that_registers_after_its_start() throws Exception {
    Operation swap = scene.begin(Request.swap(6, next));
    await().until(() -> swap.now().step().endsWith("is started and not attached yet"));
    runtime.registrations.add(fresh);
    assertThat(framework.actions).doesNotContain("stop 6");

    runtime.bindings.add(binding(12, load, fresh));

    assertThat(Scene.end(swap).state()).isEqualTo(State.DONE);
    framework.assertDone("install 100", "start 100", "stop 6", "uninstall 6");
  }

  @Test
  void one_that_all_decline_is_uninstalled_and_the_old_one_stays() throws Exception {
    framework.doings.put(
        "start 100",
        () -> {
          runtime.registrations.add(fresh);
          runtime.declines.add(
              new DeclineEntry(
                  NOW.plus(36_500, ChronoUnit.DAYS),
                  FakeRuntime.NPI,
                  "load",
                  "hosts",
                  Side.CLIENT,
                  "too new"));
        });

    assertThat(scene.failure(Request.swap(6, next).within(Duration.ofSeconds(2))))
        .isEqualTo(
            "hosts 2.0.0 (100) was not attached within 2.0 s: as provider of net.resolver (client"
                + " load declined: too new); it is uninstalled and hosts (6) stays");
    framework.assertDone("install 100", "start 100", "uninstall 100");
  }

  @Test
  void one_that_does_not_start_is_uninstalled_and_the_old_one_stays() throws Exception {
    failing("start 100", new BundleException("activator", new IOException("no disk")));

    assertThat(scene.failure(Request.swap(6, next)))
        .isEqualTo(
            "hosts 2.0.0 (100) does not start: no disk; it is uninstalled and hosts (6) stays");
    framework.assertDone("install 100", "start 100", "uninstall 100");
  }

  @Test
  void nothing_is_left_of_one_whose_start_throws_an_Error() throws Exception {
    failing("start 100", new StackOverflowError("deep"));

    assertThat(scene.failure(Request.swap(6, next))).isEqualTo("deep");
    framework.assertDone("install 100", "start 100", "uninstall 100");
    framework.doings.clear();
    assertThat(
            scene.failure(
                Request.deploy(
                        scene.jar("other.jar", "Bundle-SymbolicName", "other", "Test-Missing", "x"))
                    .within(Duration.ofMillis(50))))
        .contains("cannot be resolved");
  }

  @Test
  void why_it_failed_is_told_also_where_the_new_one_cannot_be_uninstalled() throws Exception {
    failing("start 100", new BundleException("no"));
    failing("uninstall 100", new BundleException("disk"));

    OperationSnapshot end = scene.end(Request.swap(6, next));

    assertThat(end.failure().orElse("")).startsWith("hosts 2.0.0 (100) does not start: no");
    assertThat(end.notes()).containsExactly("hosts (100) cannot be uninstalled: disk");
  }

  @Test
  void one_that_is_unloaded_meanwhile_leaves_the_old_one() throws Exception {
    Operation swap = scene.begin(Request.swap(6, next));
    await().until(() -> swap.now().step().endsWith("not attached yet"));
    framework.unseen.add("stop 100"); // or the swap might look between stop and uninstall

    scene.done(Request.unload(100));

    assertThat(Scene.failure(swap))
        .isEqualTo(
            "hosts 2.0.0 (100) was unloaded before it was attached; it is uninstalled and hosts (6) stays");
  }

  @Test
  void one_that_is_stopped_meanwhile_leaves_the_old_one() throws Exception {
    Operation swap = scene.begin(Request.swap(6, next));
    await().until(() -> swap.now().step().endsWith("not attached yet"));

    scene.done(Request.stop(100));

    assertThat(Scene.failure(swap))
        .isEqualTo(
            "hosts 2.0.0 (100) was stopped before it was attached; it is uninstalled and hosts (6) stays");
  }

  @Test
  void one_whose_start_takes_too_long_is_uninstalled_although_it_is_attached_then()
      throws Exception {
    framework.doings.put(
        "start 100",
        () -> {
          held.await();
          attach();
        });
    Operation swap = scene.begin(Request.swap(6, next).within(Duration.ofMillis(100)));
    awaitAction("start 100");
    await().until(() -> swap.now().duration().toMillis() > 200);

    held.countDown();

    assertThat(Scene.failure(swap))
        .isEqualTo(
            "hosts 2.0.0 (100) has not started within 0.1 s; it is uninstalled and hosts (6) stays");
    framework.assertDone("install 100", "start 100", "uninstall 100");
  }

  @Test
  void one_is_cancelled_while_the_new_one_waits_to_be_attached() throws Exception {
    Operation swap = scene.begin(Request.swap(6, next));
    await().until(() -> swap.now().step().endsWith("not attached yet"));

    swap.cancel();

    assertThat(Scene.end(swap).state()).isEqualTo(State.CANCELLED);
    framework.assertDone("install 100", "start 100", "uninstall 100");
  }

  @Test
  void it_is_too_late_to_cancel_a_swap_when_the_old_one_stops() throws Exception {
    attached();
    framework.doings.put("stop 6", held::await);
    Operation swap = scene.begin(Request.swap(6, next));
    awaitAction("stop 6");

    assertThatThrownBy(swap::cancel).hasMessageContaining("cannot be cancelled any more");
    held.countDown();
    assertThat(Scene.end(swap).state()).isEqualTo(State.DONE);
  }

  @Test
  void a_new_one_that_is_cancelled_during_its_start_is_uninstalled() throws Exception {
    Path file = scene.jar("other.jar", "Bundle-SymbolicName", "other");
    framework.doings.put("start 100", held::await);
    Operation deploy = scene.begin(Request.deploy(file));
    awaitAction("start 100");

    deploy.cancel();
    held.countDown();

    assertThat(Scene.end(deploy).state()).isEqualTo(State.CANCELLED);
    framework.assertDone("install 100", "start 100", "uninstall 100");
  }

  @Test
  void a_peer_that_the_new_one_has_not_got_is_told() throws Exception {
    RegistrationSnapshot picky = registration(Side.CLIENT, "picky", 0, 9);
    runtime.registrations.add(picky);
    runtime.bindings.add(binding(13, picky, old));
    attached();

    assertThat(scene.done(Request.swap(6, next)).notes())
        .containsExactly("client picky (9) of net.resolver is not bound to the new one");
  }

  @Test
  void one_that_is_not_resolved_is_never_started() throws Exception {
    Path file = scene.hosts("missing.jar", "2.0.0", "Test-Missing", "net.x");
    Path same = scene.hosts("same.jar", "1.0.0", "Test-Missing", "net.x");

    assertThat(scene.failure(Request.swap(6, file)))
        .startsWith("hosts 2.0.0 in " + file + " cannot be resolved: ");
    assertThat(scene.failure(Request.swap(6, same)))
        .startsWith("hosts 1.0.0 in " + same + " cannot be resolved: ");
    framework.assertDone("install 100", "uninstall 100", "install 101", "uninstall 101");
  }

  // -- stop first

  private void assertStopFirst(OperationSnapshot end, String why) {
    assertThat(end.manner()).contains(Manner.STOP_FIRST);
    assertThat(end.why()).isEqualTo(why);
  }

  @Test
  void the_same_version_is_tried_beside_it_and_put_in_its_place() throws Exception {
    Path same = scene.hosts("same.jar", "1.0.0");

    assertStopFirst(scene.done(Request.swap(6, same)), "both are of version 1.0.0");
    framework.assertDone("install 100", "uninstall 100", "stop 6", "update 6 to 1.0.0", "start 6");
  }

  @Test
  void a_singleton_a_header_and_a_fragment_are_put_in_its_place() throws Exception {
    Path singleton =
        scene.jar(
            "singleton.jar",
            "Bundle-SymbolicName",
            "hosts;singleton:=true",
            "Bundle-Version",
            "2.0.0");
    assertStopFirst(scene.done(Request.swap(6, singleton)), "it is a singleton");
    Path header = scene.hosts("header.jar", "3.0.0", "Nmr-Deploy", "stop-first");
    assertStopFirst(
        scene.done(Request.swap(6, header)), "the manifest says Nmr-Deploy: stop-first");
    assertThatThrownBy(() -> scene.begin(Request.swap(6, header).in(Manner.SIDE_BY_SIDE)))
        .isInstanceOf(DeployException.class)
        .hasMessage(
            "hosts (6) and hosts 3.0.0 cannot be there side by side: the manifest says Nmr-Deploy:"
                + " stop-first");
    assertStopFirst(scene.done(Request.swap(6, next).in(Manner.STOP_FIRST)), "asked for");
  }

  @Test
  void one_that_wants_the_port_of_the_old_one_is_started_when_that_has_stopped() throws Exception {
    failing("start 100", new BundleException("activator", new BindException("port 53 is taken")));

    OperationSnapshot end = scene.done(Request.swap(6, next));

    assertStopFirst(end, "beside the old one it does not start: port 53 is taken");
    framework.assertDone(
        "install 100",
        "start 100",
        "uninstall 100",
        "install 101",
        "uninstall 101",
        "stop 6",
        "update 6 to 2.0.0",
        "start 6");
  }

  @Test
  void where_side_by_side_is_asked_for_a_port_that_is_taken_is_a_failure() throws Exception {
    failing("start 100", new BundleException("activator", new BindException("port 53 is taken")));

    assertThat(scene.failure(Request.swap(6, next).in(Manner.SIDE_BY_SIDE)))
        .isEqualTo(
            "hosts 2.0.0 (100) does not start: port 53 is taken; it is uninstalled and hosts (6)"
                + " stays");
  }

  @Test
  void if_the_new_one_does_not_start_the_old_one_runs_again() throws Exception {
    CountDownLatch once = new CountDownLatch(1);
    framework.doings.put(
        "start 6",
        () -> {
          if (once.getCount() > 0) {
            once.countDown();
            throw new BundleException("activator", new IOException("no disk"));
          }
        });

    assertThat(scene.failure(Request.swap(6, next).in(Manner.STOP_FIRST)))
        .isEqualTo("hosts 2.0.0 (6) does not start: no disk; hosts 1.0.0 runs again");
    assertThat(framework.actions)
        .endsWith(
            "stop 6", "update 6 to 2.0.0", "start 6", "stop 6", "update 6 to 1.0.0", "start 6");
  }

  @Test
  void if_the_update_throws_whatever_it_is_the_old_one_runs_again() throws Exception {
    for (Throwable each :
        List.of(
            new BundleException("broken"),
            new IllegalStateException("broken"),
            new InternalError("broken"))) {
      failing("update 6 to 2.0.0", each);

      assertThat(scene.failure(Request.swap(6, next).in(Manner.STOP_FIRST)))
          .isEqualTo("broken; hosts 1.0.0 runs again");
      assertThat(framework.actions)
          .endsWith("update 6 to 2.0.0", "stop 6", "update 6 to 1.0.0", "start 6");
    }
  }

  @Test
  void if_the_old_one_cannot_be_stopped_it_is_left_alone() throws Exception {
    failing("stop 6", new BundleException("no lock"));

    assertThat(scene.failure(Request.swap(6, next).in(Manner.STOP_FIRST)))
        .isEqualTo("no lock; hosts 1.0.0 stays");
    assertThat(framework.actions).endsWith("stop 6");
  }

  @Test
  void if_its_stop_throws_an_Error_after_it_has_stopped_it_is_started_again() throws Exception {
    framework.doings.put(
        "stop 6",
        () -> {
          framework.put(6, Bundle.RESOLVED);
          throw new StackOverflowError("deep");
        });

    assertThat(scene.failure(Request.swap(6, next).in(Manner.STOP_FIRST)))
        .isEqualTo("deep; hosts 1.0.0 runs again");
    assertThat(framework.actions).endsWith("stop 6", "start 6");
  }

  @Test
  void a_resting_one_stays_resting() throws Exception {
    framework.put(6, Bundle.RESOLVED);

    OperationSnapshot end = scene.done(Request.swap(6, next));

    assertStopFirst(end, "the old one is not started");
    assertThat(end.notes()).containsExactly("hosts (6) was not started, and is not started now");
    assertThat(framework.actions).endsWith("stop 6", "update 6 to 2.0.0").doesNotContain("start 6");
  }

  @Test
  void who_is_wired_to_it_is_stopped_and_started_around_the_update() throws Exception {
    framework.dependents.put(
        framework.context().getBundle(6), List.of(framework.context().getBundle(5)));

    assertThat(scene.done(Request.swap(6, next).in(Manner.STOP_FIRST)).restarted())
        .containsExactly("load (5)");
    assertThat(framework.actions)
        .endsWith("stop 5", "stop 6", "update 6 to 2.0.0", "refresh 6", "start 5", "start 6");
  }

  // -- two at once

  @Test
  void a_bundle_is_replaced_by_one_operation_at_a_time() throws Exception {
    Operation swap = scene.begin(Request.swap(6, next));
    await().until(() -> swap.now().step().endsWith("not attached yet"));

    assertThatThrownBy(() -> scene.begin(Request.swap(6, scene.hosts("third.jar", "3.0.0"))))
        .isInstanceOf(DeployException.class)
        .hasMessage("hosts (6) is being replaced by operation 1; wait for that");
    attach();
    Scene.end(swap);
  }

  /** A bundle that the operation before has just stopped is not taken for a resting one. */
  @Test
  void one_that_waits_for_an_update_replaces_what_that_has_started() throws Exception {
    framework.doings.put("stop 6", held::await);
    Operation first = scene.begin(Request.swap(6, next).in(Manner.STOP_FIRST));
    awaitAction("stop 6");
    framework.put(6, Bundle.STOPPING);
    Operation second = scene.begin(Request.deploy(scene.hosts("third.jar", "3.0.0")));
    await().until(() -> second.now().state() == State.WAITING);

    RegistrationSnapshot third = registration(Side.PROVIDER, "hosts", 0, 101);
    framework.doings.put(
        "start 101",
        () -> {
          runtime.registrations.add(third);
          runtime.bindings.add(binding(13, load, third));
        });
    held.countDown();

    assertThat(Scene.end(first).state()).isEqualTo(State.DONE);
    OperationSnapshot end = Scene.end(second);
    assertThat(end.manner()).contains(Manner.SIDE_BY_SIDE);
    assertThat(end.state()).isEqualTo(State.DONE);
    assertThat(framework.actions).containsSubsequence("start 6", "start 101", "uninstall 6");
  }

  @Test
  void a_file_whose_bundle_is_being_unloaded_is_deployed_like_a_new_one() throws Exception {
    framework.doings.put("stop 6", held::await);
    Operation unload = scene.begin(Request.unload(6));
    awaitAction("stop 6");

    OperationSnapshot other = scene.done(Request.deploy(next));
    assertThat(other.newBundle()).contains("hosts 2.0.0 (100)");
    assertThat(other.bundleId()).isEqualTo(-1);

    held.countDown();
    Scene.end(unload);
  }

  @Test
  void one_of_the_same_version_waits_until_that_is_unloaded() throws Exception {
    framework.doings.put("stop 6", held::await);
    Operation unload = scene.begin(Request.unload(6));
    awaitAction("stop 6");

    Operation same = scene.begin(Request.deploy(scene.hosts("same.jar", "1.0.0")));
    await().until(() -> same.now().step().equals("waiting for operation 1"));
    held.countDown();

    Scene.end(unload);
    assertThat(Scene.end(same).newBundle()).contains("hosts 1.0.0 (100)");
    framework.assertDone("stop 6", "uninstall 6", "install 100", "start 100");
  }

  @Test
  void several_of_a_name_are_nothing_that_a_file_replaces() throws Exception {
    framework.add(7, "hosts", "1.5.0");

    assertThat(scene.failure(Request.deploy(next)))
        .startsWith("there are several bundles hosts: hosts (6), hosts (7); say by a swap");
    assertThatThrownBy(() -> scene.engine().preview(Request.deploy(next)))
        .hasMessageStartingWith("there are several bundles hosts");
  }

  // -- what would happen

  @Test
  void a_preview_touches_nothing() throws Exception {
    RegistrationSnapshot other = registration(Side.PROVIDER, "dns", 0, 8);
    runtime.bindings.clear();
    runtime.bindings.add(binding(11, load, old, "ATTACHED", true, 2, 0, null));
    framework.dependents.put(
        framework.context().getBundle(6),
        List.of(framework.add(7, Map.of("Bundle-SymbolicName", "user"))));

    Preview unload = scene.engine().preview(Request.unload(6));
    assertThat(unload.bundle()).contains("hosts (6)");
    assertThat(unload.restarted()).containsExactly("user (7)");
    assertThat(unload.calls()).isEqualTo(2);
    assertThat(unload.without()).containsExactly("load (5) of net.resolver");
    assertThat(unload.holds()).containsExactly("2 calls by load (5) into hosts (6)");
    runtime.bindings.add(binding(12, load, other));
    assertThat(scene.engine().preview(Request.unload(6)).otherwise())
        .containsExactly("load (5) of net.resolver");
    Preview swap = scene.engine().preview(Request.swap(6, next));
    assertThat(swap.manner()).contains(Manner.SIDE_BY_SIDE);
    assertThat(swap.newBundle()).contains("hosts 2.0.0");
    assertThat(framework.actions).isEmpty();
    assertThat(scene.engine().operations()).isEmpty();
  }
}
