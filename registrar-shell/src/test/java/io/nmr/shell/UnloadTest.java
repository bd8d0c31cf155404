package io.nmr.shell;

import static io.nmr.shell.FakeRuntime.NOW;
import static io.nmr.shell.FakeRuntime.binding;
import static io.nmr.shell.FakeRuntime.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nmr.Side;
import io.nmr.runtime.PendingDTO;
import io.nmr.shell.bundle.Bundles;
import io.nmr.shell.bundle.Unloads;
import io.nmr.shell.result.CommandException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

@Timeout(20)
class UnloadTest {
  @RegisterExtension final StandardOut out = new StandardOut();

  private final FakeRuntime runtime = new FakeRuntime();
  private final FakeFramework framework = new FakeFramework();
  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final Unload unload =
      new Unload(
          runtime.asRuntimes(),
          new Bundles(framework.context()),
          new Unloads(framework.context(), logged::add));
  private final CountDownLatch held = new CountDownLatch(1);
  private Bundle hosts;

  @BeforeEach
  void a_provider() {
    hosts = framework.add(6, "hosts", "1.0.0");
  }

  @Test
  void what_nobody_is_wired_to_is_stopped_and_uninstalled_and_nothing_is_refreshed() {
    assertThat(Texts.of(unload(false, "", false, "hosts")))
        .matches("Unloaded hosts \\(6\\) in \\d[\\d.]* m?s\\.");
    framework.assertDone("stop 6", "uninstall 6");
    assertThat(logged).isEmpty();
  }

  @Test
  void those_wired_to_it_are_stopped_first_and_started_after_the_refresh() {
    Bundle early = framework.add(7, "early", "1.0.0");
    Bundle late = framework.add(8, "late", "1.0.0");
    framework.put(framework.add(9, "resting", "1.0.0").getBundleId(), Bundle.RESOLVED);
    framework.dependents.put(hosts, List.of(early, framework.context().getBundle(9), late));

    assertThat(Texts.of(unload(false, "", false, "6")))
        .endsWith("; restarted early (7), late (8).");
    framework.assertDone(
        "stop 8", "stop 7", "stop 6", "uninstall 6", "refresh 6", "start 7", "start 8");
  }

  @Test
  void one_that_does_not_start_any_more_is_told() {
    framework.dependents.put(hosts, List.of(framework.add(7, "early", "1.0.0")));
    framework.doings.put(
        "start 7",
        () -> {
          throw new BundleException("cannot resolve", new IllegalStateException("no net.hosts"));
        });

    assertThat(Texts.of(unload(false, "", false, "hosts")))
        .endsWith("\n  early (7) was wired to it and does not start any more: no net.hosts");
  }

  @Test
  void stop_only_leaves_it_installed_and_others_alone() {
    framework.dependents.put(hosts, List.of(framework.add(7, "early", "1.0.0")));

    assertThat(Texts.of(unload(true, "", false, "hosts"))).startsWith("Stopped hosts (6) in ");
    framework.assertDone("stop 6");
  }

  @Test
  void as_JSON_it_prints_nothing_but_the_end() {
    assertThat((String) unload(false, "", true, "hosts"))
        .startsWith("{\"id\":6,\"bundle\":\"hosts (6)\",\"isStopOnly\":false,\"duration\":")
        .endsWith("\"refreshed\":[],\"notes\":[]}");
    assertThat(out.printed()).isEmpty();
  }

  @Test
  void past_its_time_it_fails_and_says_on_whom_it_waits_and_goes_on() {
    hold();

    assertThatThrownBy(() -> unload(false, "300ms", false, "hosts"))
        .isInstanceOf(CommandException.class)
        .asString()
        .matches(
            "hosts \\(6\\) is not unloaded after 0\\.\\d s \\(bindings left 1, calls left 2, waits"
                + " for call by load into hosts .* on thread 'load-1' .*\\); the unload goes on,"
                + " nmr:pending shows it");
    framework.assertDone("stop 6");
    held.countDown();
    await().until(() -> framework.actions.contains("uninstall 6"));
    await().until(() -> logged.size() == 1);
    assertThat(logged.get(0)).startsWith("the unload of hosts (6) has ended after ");
  }

  @Test
  void off_a_terminal_it_prints_a_line_when_something_has_changed() {
    hold();

    assertThatThrownBy(() -> unload(false, "500ms", false, "hosts"));

    assertThat(out.printed().lines())
        .singleElement()
        .asString()
        .matches("0\\.\\d s {2}unloading hosts \\(6\\): bindings left 1, calls left 2, waits .*");
    held.countDown();
  }

  @Test
  void on_a_terminal_it_writes_one_line_over_and_over_that_fits_and_clears_it_at_last() {
    hold();

    assertThatThrownBy(
        () ->
            unload.unload(FakeSession.ofTerminal(60).asSession(), false, "500ms", false, "hosts"));

    assertThat(out.printed()).doesNotContain("\n").endsWith("\r\u001b[K");
    assertThat(out.printed().split("\r\u001b\\[K"))
        .hasSizeGreaterThan(2)
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(60));
    held.countDown();
  }

  @Test
  void a_line_with_little_room_leaves_out_what_was_typed_a_moment_ago() {
    hold();

    assertThatThrownBy(
        () ->
            unload.unload(FakeSession.ofTerminal(45).asSession(), false, "500ms", false, "hosts"));

    assertThat(out.printed()).contains(" s  bindings left ").doesNotContain("unloading");
    held.countDown();
  }

  @Test
  void ctrl_C_returns_and_the_unload_goes_on_and_a_second_command_joins_it() throws Exception {
    hold();
    Thread first = new Thread(() -> unload(false, "", false, "hosts"), "first");
    first.start();
    await().until(() -> framework.actions.contains("stop 6"));

    first.interrupt();
    first.join();
    assertThat(out.printed())
        .contains("The unload of hosts (6) goes on in the background; nmr:pending shows it.");
    assertThatThrownBy(() -> unload(true, "", false, "hosts"))
        .hasToString("hosts (6) is already being unloaded; wait for that");
    String before = out.printed();
    CompletableFuture<Object> second =
        CompletableFuture.supplyAsync(() -> unload(false, "", false, "hosts"));
    await().until(() -> out.printed().length() > before.length()); // it shows how far that is
    held.countDown();
    assertThat(Texts.of(second.get(20, TimeUnit.SECONDS))).startsWith("Unloaded hosts (6)");
    framework.assertDone("stop 6", "uninstall 6");
  }

  @Test
  void a_stop_that_throws_is_told_and_the_bundle_is_unloaded_all_the_same() {
    framework.doings.put(
        "stop 6",
        () -> {
          framework.put(6, Bundle.RESOLVED);
          throw new BundleException("stop failed", new IllegalStateException("no idea how"));
        });

    assertThat(Texts.of(unload(false, "", false, "hosts")))
        .endsWith(".\n  the stop of hosts (6) failed: no idea how");
    framework.assertDone("stop 6", "uninstall 6");
  }

  @Test
  void an_unload_that_fails_says_why() {
    framework.doings.put(
        "uninstall 6",
        () -> {
          throw new BundleException("not permitted");
        });

    assertThatThrownBy(() -> unload(false, "", false, "hosts"))
        .hasToString("the unload of hosts (6) has failed: not permitted");
  }

  @Test
  void one_that_is_uninstalled_and_not_yet_refreshed_is_waited_for_all_the_same() throws Exception {
    framework.dependents.put(hosts, List.of(framework.add(7, "early", "1.0.0")));
    framework.doings.put("refresh 6", held::await);
    assertThatThrownBy(() -> unload(false, "100ms", false, "hosts"))
        .hasMessageContaining("the unload goes on");
    await().until(() -> framework.actions.contains("refresh 6"));

    for (String word : List.of("6", "hosts")) {
      assertThatThrownBy(() -> unload(false, "100ms", false, word))
          .hasMessageStartingWith("hosts (6) is not unloaded after ");
    }
    held.countDown();
    await().until(() -> framework.actions.contains("start 7"));
  }

  @Test
  void whoever_asks_again_for_one_that_has_ended_is_told_so() {
    unload(false, "", false, "6");

    for (String word : List.of("6", "hosts")) {
      assertThatThrownBy(() -> unload(false, "", false, word))
          .hasMessageMatching(
              "there is no bundle '" + word + "'.*; hosts \\(6\\) was unloaded .* m?s ago");
    }
    assertThatThrownBy(() -> unload(false, "", false, "7"))
        .hasToString("there is no bundle '7'; lb -s lists them");
  }

  @Test
  void what_was_stopped_for_an_unload_that_fails_is_started_again() {
    framework.dependents.put(
        hosts, List.of(framework.add(7, "early", "1.0.0"), framework.add(8, "late", "1.0.0")));
    framework.doings.put(
        "stop 7",
        () -> {
          framework.put(7, Bundle.RESOLVED);
          throw new BundleException("stop failed", new IllegalStateException("no idea how"));
        });
    framework.doings.put(
        "stop 6",
        () -> {
          throw new BundleException("no lock");
        });

    assertThatThrownBy(() -> unload(false, "", false, "hosts"))
        .hasToString(
            "the unload of hosts (6) has failed: no lock; the stop of early (7) failed: no idea how");
    framework.assertDone("stop 8", "stop 7", "stop 6", "start 7", "start 8");
  }

  @Test
  void it_does_not_saw_off_the_branch_that_it_sits_on() {
    assertThatThrownBy(() -> unload(false, "", false, "0"))
        .hasToString("the framework itself is not unloaded; exit 0 ends it");
    assertThatThrownBy(() -> unload(false, "", false, "shell"))
        .hasToString("shell (1) is part of this shell, which cannot unload itself");
    framework.dependents.put(hosts, List.of(framework.context().getBundle(1)));
    assertThatThrownBy(() -> unload(false, "", false, "hosts"))
        .hasMessageStartingWith("hosts (6) is what this shell is wired to");
    assertThat(framework.actions).isEmpty();
  }

  @Test
  void a_bundle_that_is_unknown_or_ambiguous_is_named() {
    framework.add(7, "hosts", "2.0.0");

    assertThatThrownBy(() -> unload(false, "", false, "hosts"))
        .hasToString(
            "'hosts' is the name of several bundles; give the id of one: 6 (1.0.0), 7 (2.0.0)");
    assertThatThrownBy(() -> unload(false, "", false, "host"))
        .hasToString("there is no bundle 'host'; is it hosts (6) or hosts (7)?");
    assertThatThrownBy(() -> unload(false, "", false, "99"))
        .hasToString("there is no bundle '99'; lb -s lists them");
    assertThatThrownBy(() -> unload(false, "", false))
        .hasToString("nmr:unload needs BUNDLE; see help nmr:unload");
    assertThatThrownBy(() -> unload(false, "now", false, "6"))
        .hasMessageStartingWith("--timeout: 'now' is no duration");
    assertThat(framework.actions).isEmpty();
  }

  /** A stop with two calls inside. */
  private void hold() {
    runtime.bindings.add(
        binding(
            7,
            registration(Side.CLIENT, "load", 0, 5),
            registration(Side.PROVIDER, "hosts", 0, 6),
            "DETACHING",
            true,
            2,
            0,
            null));
    runtime.pending.add(
        new PendingDTO(
            registration(Side.PROVIDER, "hosts", 0, 6),
            NOW,
            true,
            false,
            List.of(Blockers.call("load-1", 1))));
    framework.doings.put("stop 6", held::await);
  }

  private Object unload(boolean stopOnly, String timeout, boolean json, String... words) {
    return unload.unload(new FakeSession().asSession(), stopOnly, timeout, json, words);
  }
}
