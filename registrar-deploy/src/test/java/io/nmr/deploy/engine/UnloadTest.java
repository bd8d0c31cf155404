package io.nmr.deploy.engine;

import static io.nmr.deploy.engine.FakeRuntime.binding;
import static io.nmr.deploy.engine.FakeRuntime.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.nmr.Side;
import io.nmr.deploy.DeployException;
import io.nmr.deploy.Operation;
import io.nmr.deploy.OperationSnapshot;
import io.nmr.deploy.OperationSnapshot.State;
import io.nmr.deploy.Request;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.RegistrationSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

@Timeout(30)
class UnloadTest {
  @RegisterExtension final Scene scene = new Scene();

  private final FakeFramework framework = scene.framework;
  private final CountDownLatch held = new CountDownLatch(1);
  private Bundle hosts;

  @BeforeEach
  void a_provider() {
    hosts = framework.add(6, "hosts", "1.0.0");
  }

  private void hold(String action) {
    framework.doings.put(action, held::await);
  }

  private static FakeFramework.Doing throwing(Throwable thrown) {
    return () -> {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (Exception) thrown;
    };
  }

  private void awaitAction(String action) {
    await().until(() -> framework.actions.contains(action));
  }

  @Test
  void what_nobody_is_wired_to_is_stopped_and_uninstalled_and_nothing_is_refreshed()
      throws Exception {
    OperationSnapshot end = scene.done(Request.unload(6).by("test"));

    framework.assertDone("stop 6", "uninstall 6");
    assertThat(end.bundle()).isEqualTo("hosts (6)");
    assertThat(end.step()).isEqualTo("done");
    assertThat(scene.logged)
        .singleElement()
        .asString()
        .matches("INFO operation 1, by test: unloaded hosts \\(6\\) in .* m?s");
  }

  @Test
  void those_wired_to_it_are_stopped_first_and_started_after_the_refresh() throws Exception {
    Bundle early = framework.add(7, "early", "1.0.0");
    Bundle late = framework.add(8, "late", "1.0.0");
    Bundle resting = framework.add(9, "resting", "1.0.0");
    framework.put(9, Bundle.RESOLVED);
    framework.dependents.put(hosts, List.of(early, resting, late));

    OperationSnapshot end = scene.done(Request.unload(6));

    assertThat(end.restarted()).containsExactly("early (7)", "late (8)");
    framework.assertDone(
        "stop 8", "stop 7", "stop 6", "uninstall 6", "refresh 6", "start 7", "start 8");
  }

  @Test
  void a_stop_alone_touches_nothing_else() throws Exception {
    framework.dependents.put(hosts, List.of(framework.add(7, "early", "1.0.0")));

    scene.done(Request.stop(6));

    framework.assertDone("stop 6");
  }

  @Test
  void one_that_does_not_start_any_more_is_told_and_the_others_start() throws Exception {
    framework.dependents.put(
        hosts, List.of(framework.add(7, "early", "1.0.0"), framework.add(8, "late", "1.0.0")));
    framework.doings.put("start 7", throwing(new NoClassDefFoundError("net/Hosts")));

    OperationSnapshot end = scene.done(Request.unload(6));

    assertThat(end.restarted()).containsExactly("late (8)");
    assertThat(end.notes())
        .containsExactly("early (7) was wired to it and does not start any more: net/Hosts");
  }

  @Test
  void a_stop_that_throws_has_stopped_the_bundle_all_the_same() throws Exception {
    framework.doings.put(
        "stop 6",
        () -> {
          framework.put(6, Bundle.RESOLVED);
          throw new BundleException("stop", new IllegalStateException("no idea how"));
        });

    OperationSnapshot end = scene.done(Request.unload(6));

    assertThat(end.notes()).containsExactly("the stop of hosts (6) failed: no idea how");
    framework.assertDone("stop 6", "uninstall 6");
  }

  @Test
  void what_was_stopped_for_an_unload_that_fails_is_started_again() throws Exception {
    framework.dependents.put(
        hosts, List.of(framework.add(7, "early", "1.0.0"), framework.add(8, "late", "1.0.0")));
    framework.doings.put(
        "stop 7",
        () -> {
          framework.put(7, Bundle.RESOLVED);
          throw new BundleException("stop failed", new IllegalStateException("no idea how"));
        });
    framework.doings.put("stop 6", throwing(new BundleException("no lock")));

    assertThat(scene.failure(Request.unload(6).by("test"))).isEqualTo("no lock");
    framework.assertDone("stop 8", "stop 7", "stop 6", "start 7", "start 8");
    assertThat(scene.logged)
        .containsExactly(
            "WARNING operation 1, by test, failed: the unload of hosts (6): no lock; the stop of"
                + " early (7) failed: no idea how");
  }

  @Test
  void an_Error_ends_it_and_everybody_is_told_and_those_wired_to_it_run_again() throws Exception {
    framework.dependents.put(hosts, List.of(framework.add(7, "early", "1.0.0")));
    framework.doings.put(
        "stop 6",
        () -> {
          held.await(); // until the second request has joined the first
          throw new StackOverflowError("deep");
        });

    Operation first = scene.begin(Request.unload(6));
    Operation second = scene.begin(Request.unload(6));
    held.countDown();

    assertThat(second).isSameAs(first);
    assertThat(Scene.failure(first)).isEqualTo("deep");
    assertThat(Scene.failure(second)).isEqualTo("deep");
    framework.assertDone("stop 7", "stop 6", "start 7");
    framework.doings.clear();
    scene.done(Request.unload(6)); // nothing is left behind
  }

  @Test
  void an_Error_of_the_uninstall_ends_it_too() throws Exception {
    framework.dependents.put(hosts, List.of(framework.add(7, "early", "1.0.0")));
    framework.doings.put("uninstall 6", throwing(new InternalError("disk")));

    assertThat(scene.failure(Request.unload(6))).isEqualTo("disk");
    framework.assertDone("stop 7", "stop 6", "uninstall 6", "start 7");
  }

  @Test
  void a_refresh_that_fails_leaves_nobody_stopped() throws Exception {
    framework.dependents.put(hosts, List.of(framework.add(7, "early", "1.0.0")));
    framework.doings.put("refresh 6", throwing(new IllegalStateException("no refresh")));

    assertThat(scene.failure(Request.unload(6))).isEqualTo("no refresh");
    assertThat(framework.actions).endsWith("refresh 6", "start 7");
  }

  @Test
  void who_wants_the_same_joins_and_who_wants_something_else_is_told() throws Exception {
    hold("stop 6");
    Operation unload = scene.begin(Request.unload(6));
    awaitAction("stop 6");

    assertThat(scene.begin(Request.unload(6))).isSameAs(unload);
    assertThatThrownBy(() -> scene.begin(Request.stop(6)))
        .isInstanceOf(DeployException.class)
        .hasMessage("hosts (6) is already being unloaded; wait for that");
    assertThatThrownBy(() -> scene.begin(Request.swap(6, scene.hosts("new.jar", "2.0.0"))))
        .hasMessageStartingWith("hosts (6) is already being unloaded");
    assertThat(scene.copies()).isEmpty();
    assertThat(unload.now().state()).isEqualTo(State.RUNNING);
    assertThat(unload.now().step()).isEqualTo("unloading hosts (6)");
    held.countDown();
    Scene.end(unload);
    assertThatThrownBy(() -> scene.begin(Request.unload(6))).hasMessage("there is no bundle 6");
  }

  @Test
  void a_bundle_that_is_updated_is_not_unloaded_meanwhile_and_no_operation_is_left_behind()
      throws Exception {
    hold("stop 6");
    Operation swap = scene.begin(Request.swap(6, scene.hosts("same.jar", "1.0.0")));
    awaitAction("stop 6");

    assertThatThrownBy(() -> scene.begin(Request.unload(6)))
        .hasMessage("hosts (6) is being updated by operation 1; wait for that");
    assertThat(scene.engine().operations()).extracting(OperationSnapshot::id).containsExactly(1L);
    held.countDown();
    assertThat(Scene.end(swap).state()).isEqualTo(State.DONE);
  }

  @Test
  void it_does_not_saw_off_the_branch_that_it_sits_on() {
    Bundle shell = framework.add(5, "shell", "1.0.0");
    Request unload = Request.unload(6).by("shell").sparing(List.of(shell));

    assertThatThrownBy(() -> scene.begin(Request.unload(0)))
        .hasMessage("the framework itself is not unloaded; exit 0 ends it");
    assertThatThrownBy(() -> scene.begin(Request.unload(FakeFramework.OWN)))
        .hasMessage("deployer (1) is what unloads, and cannot unload itself");
    assertThatThrownBy(() -> scene.begin(Request.unload(5).by("shell").sparing(List.of(shell))))
        .hasMessage("shell (5) is part of this shell, which cannot unload itself");
    framework.dependents.put(hosts, List.of(shell));
    assertThatThrownBy(() -> scene.begin(unload))
        .hasMessageStartingWith("hosts (6) is what this shell is wired to");
    assertThatThrownBy(() -> scene.engine().preview(unload))
        .hasMessageStartingWith("hosts (6) is what this shell is wired to");
    framework.dependents.put(hosts, List.of(framework.context().getBundle()));
    assertThatThrownBy(() -> scene.begin(Request.unload(6)))
        .hasMessageStartingWith("hosts (6) is what the deployer is wired to");
    assertThatThrownBy(() -> scene.begin(Request.unload(99))).hasMessage("there is no bundle 99");
    assertThat(framework.actions).isEmpty();
    assertThat(scene.engine().operations()).isEmpty();
  }

  @Test
  void one_is_cancelled_until_its_bundle_begins_to_stop() throws Exception {
    framework.dependents.put(hosts, List.of(framework.add(7, "early", "1.0.0")));
    hold("stop 7");
    Operation unload = scene.begin(Request.unload(6));
    awaitAction("stop 7");

    unload.cancel();
    held.countDown();

    assertThat(Scene.end(unload).state()).isEqualTo(State.CANCELLED);
    framework.assertDone("stop 7", "start 7");
    assertThatThrownBy(unload::cancel).hasMessage("operation 1 has ended already: it is cancelled");
  }

  @Test
  void it_is_too_late_to_cancel_one_whose_bundle_stops() throws Exception {
    hold("stop 6");
    Operation unload = scene.begin(Request.unload(6));
    awaitAction("stop 6");

    assertThatThrownBy(unload::cancel)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("operation 1 cannot be cancelled any more: it is unloading hosts (6)");
    held.countDown();
    assertThat(Scene.end(unload).state()).isEqualTo(State.DONE);
  }

  @Test
  void what_is_wired_to_it_and_is_unloaded_itself_goes_first() throws Exception {
    Bundle client = framework.add(7, "client", "1.0.0");
    framework.dependents.put(hosts, List.of(client));
    hold("stop 7");
    Operation above = scene.begin(Request.unload(7));
    awaitAction("stop 7");

    Operation below = scene.begin(Request.unload(6));
    await().until(() -> below.now().step().equals("waiting for operation 1"));
    assertThat(below.now().state()).isEqualTo(State.WAITING);
    framework.dependents.put(hosts, List.of(client, framework.add(8, "new", "1.0.0")));
    held.countDown();

    Scene.end(above);
    assertThat(Scene.end(below).restarted()).containsExactly("new (8)");
    framework.assertDone(
        "stop 7", "uninstall 7", "stop 8", "stop 6", "uninstall 6", "refresh 6", "start 8");
  }

  @Test
  void one_that_waits_for_another_can_be_cancelled() throws Exception {
    framework.dependents.put(hosts, List.of(framework.add(7, "client", "1.0.0")));
    hold("stop 7");
    Operation above = scene.begin(Request.unload(7));
    awaitAction("stop 7");
    Operation below = scene.begin(Request.unload(6));
    await().until(() -> below.now().state() == State.WAITING);

    below.cancel();

    assertThat(Scene.end(below).state()).isEqualTo(State.CANCELLED);
    held.countDown();
    Scene.end(above);
    framework.assertDone("stop 7", "uninstall 7");
  }

  @Test
  void a_stop_that_somebody_else_has_begun_is_waited_for_before_the_refresh() throws Exception {
    framework.dependents.put(hosts, List.of(framework.add(7, "client", "1.0.0")));
    framework.put(7, Bundle.STOPPING);

    Operation unload = scene.begin(Request.unload(6));
    await().until(() -> unload.now().step().equals("waiting until client (7) has stopped"));
    assertThat(framework.actions).isEmpty();
    framework.put(7, Bundle.RESOLVED);

    assertThat(Scene.end(unload).state()).isEqualTo(State.DONE);
    framework.assertDone("stop 6", "uninstall 6", "refresh 6");
  }

  @Test
  void a_framework_that_does_not_wait_for_the_stop_of_somebody_else_is_asked_again()
      throws Exception {
    framework.doings.put(
        "stop 6",
        () -> {
          if (framework.actions.size() == 1) {
            framework.put(6, Bundle.STOPPING);
            throw new BundleException("no lock within 5 s");
          }
        });

    Operation unload = scene.begin(Request.unload(6));
    await().until(() -> unload.now().step().equals("waiting until hosts (6) has stopped"));
    framework.put(6, Bundle.RESOLVED);

    assertThat(Scene.end(unload).notes()).isEmpty();
    framework.assertDone("stop 6", "stop 6", "uninstall 6");
  }

  @Test
  void the_latest_hundred_are_remembered() throws Exception {
    for (int i = 0; i < 102; i++) {
      scene.done(Request.stop(6));
    }

    assertThat(scene.engine().operations())
        .extracting(OperationSnapshot::id)
        .containsExactlyElementsOf(LongStream.rangeClosed(3, 102).boxed().toList());
    assertThat(scene.engine().operation(102)).isEmpty();
  }

  @Test
  void it_tells_what_it_waits_for() throws Exception {
    scene.runtime.bindings.add(
        binding(
            7,
            registration(Side.CLIENT, "load", 0, 5),
            registration(Side.PROVIDER, "hosts", 0, 6),
            "DETACHING",
            true,
            2,
            1,
            null));
    hold("stop 6");
    Operation unload = scene.begin(Request.unload(6));
    awaitAction("stop 6");

    assertThat(unload.progress().text()).isEqualTo("bindings left 1, calls left 3");
    assertThat(scene.engine().operation(1)).containsSame(unload);
    held.countDown();
    Scene.end(unload);
  }

  @Test
  void a_failure_is_no_warning_where_somebody_looks_to_the_end() throws Exception {
    framework.doings.put("stop 6", throwing(new BundleException("no lock")));
    hold("stop 7");
    framework.dependents.put(hosts, List.of(framework.add(7, "client", "1.0.0")));
    Operation unload = scene.begin(Request.unload(6).by("test"));
    Operation.Watch watch = unload.watch();
    CompletableFuture<Void> closed = unload.done().thenRun(watch::close);

    held.countDown();
    closed.get();

    assertThat(scene.logged)
        .containsExactly("FINE operation 1, by test, has failed: the unload of hosts (6): no lock");
  }

  @Test
  void a_success_is_not_told_a_second_time_where_somebody_looks_to_the_end() throws Exception {
    hold("stop 7");
    framework.dependents.put(hosts, List.of(framework.add(7, "client", "1.0.0")));
    Operation unload = scene.begin(Request.unload(6).by("test"));
    Operation.Watch watch = unload.watch();
    CompletableFuture<Void> closed = unload.done().thenRun(watch::close);

    held.countDown();
    closed.get();

    assertThat(scene.logged)
        .singleElement()
        .asString()
        .matches("FINE operation 1, by test, has ended: unloaded hosts \\(6\\) in .* m?s.*");
  }

  @Test
  void where_the_log_fails_the_end_is_told_and_the_failure_is_not_lost() throws Exception {
    Error failure = new NoClassDefFoundError("io/nmr/text/Durations");
    scene.failLogWith(failure);

    assertThat(
            uncaughtAfter(
                () -> assertThat(scene.done(Request.stop(6)).state()).isEqualTo(State.DONE)))
        .isSameAs(failure);
  }

  @Test
  void a_listener_that_fails_makes_no_second_end() throws Exception {
    RuntimeException failure = new IllegalStateException("on purpose");
    scene
        .engine()
        .whenEnded(
            (end, isUnresolved) -> {
              throw failure;
            });

    assertThat(
            uncaughtAfter(
                () ->
                    assertThat(Scene.end(scene.begin(Request.stop(6))).state())
                        .isEqualTo(State.DONE)))
        .isSameAs(failure);

    assertThat(scene.engine().operations())
        .singleElement()
        .satisfies(it -> assertThat(it.state()).isEqualTo(State.DONE));
    assertThat(scene.logged).hasSize(1);
  }

  /** Does that, and waits for what the thread of an operation throws at its end. */
  private static Throwable uncaughtAfter(FakeFramework.Doing doing) throws Exception {
    CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.complete(thrown));
    try {
      doing.run();
      return uncaught.get();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  /** If each client were compared with each binding, this would take minutes. */
  @Test
  void the_cost_of_a_preview_grows_as_the_bindings_do_and_not_as_their_square() {
    RegistrationSnapshot provider = registration(Side.PROVIDER, "hosts", 0, 6);
    List<BindingSnapshot> pairs = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      pairs.add(binding(i, registration(Side.CLIENT, "m", 0, i + 100), provider));
    }
    scene.runtime.bindings.addAll(pairs);

    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> assertThat(scene.engine().preview(Request.unload(6)).without()).hasSize(100_000));
  }
}
