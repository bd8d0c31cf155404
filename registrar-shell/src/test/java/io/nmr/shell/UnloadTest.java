package io.nmr.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nmr.deploy.OperationSnapshot.State;
import io.nmr.deploy.Preview;
import io.nmr.deploy.Progress;
import io.nmr.deploy.Request;
import io.nmr.shell.result.CommandException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;

@Timeout(20)
class UnloadTest {
  @RegisterExtension final StandardOut out = new StandardOut();

  private final FakeFramework framework = new FakeFramework();
  private final FakeDeployer deployer = new FakeDeployer();
  private final UnloadCommand unload =
      new UnloadCommand(new Bundles(framework.context()), deployer.asDeployers());

  @BeforeEach
  void a_provider() {
    framework.add(6, "hosts", "1.0.0");
  }

  /** Runs the command until it has begun. */
  private CompletableFuture<Object> begun(boolean stopOnly, String timeout, boolean json) {
    CompletableFuture<Object> result =
        CompletableFuture.supplyAsync(() -> unload(stopOnly, timeout, json, "hosts"));
    await().until(() -> deployer.only() != null && deployer.only().watchers.get() > 0);
    return result;
  }

  private static Object get(CompletableFuture<Object> result) throws Exception {
    return result.get(20, TimeUnit.SECONDS);
  }

  @Test
  void it_asks_for_an_unload_and_says_how_it_ended() throws Exception {
    CompletableFuture<Object> result = begun(false, "", false);
    deployer.only().restarted = List.of("early (7)", "late (8)");
    deployer.only().notes = List.of("the stop of hosts (6) failed: no idea how");

    deployer.only().end();

    assertThat(Texts.of(get(result)))
        .isEqualTo(
            "Unloaded hosts (6) in 1.5 s; restarted early (7), late (8).\n"
                + "  the stop of hosts (6) failed: no idea how");
    assertThat(deployer.requests).singleElement().isEqualTo(Request.unload(6).by("shell"));
    assertThat(deployer.only().watchers).hasValue(0);
  }

  @Test
  void stop_only_asks_for_a_stop() throws Exception {
    CompletableFuture<Object> result = begun(true, "", false);

    deployer.only().end();

    assertThat(Texts.of(get(result))).isEqualTo("Stopped hosts (6) in 1.5 s.");
    assertThat(deployer.requests).singleElement().isEqualTo(Request.stop(6).by("shell"));
  }

  @Test
  void as_JSON_it_prints_nothing_but_the_end() throws Exception {
    CompletableFuture<Object> result = begun(false, "", true);

    deployer.only().end();

    assertThat((String) get(result))
        .startsWith("{\"id\":1,\"kind\":\"UNLOAD\",\"bundle\":\"hosts (6)\",\"bundleId\":6,")
        .contains("\"state\":\"DONE\"", "\"duration\":1.5", "\"restarted\":[],\"notes\":[]");
    assertThat(out.printed()).isEmpty();
  }

  @Test
  void past_its_time_it_fails_and_says_on_whom_it_waits_and_goes_on() {
    CompletableFuture<Object> unused = begun(false, "", false);
    deployer.only().progress = new Progress(1, 2, List.of(Blockers.call("load-1", 1)));

    assertThatThrownBy(() -> unload(false, "300ms", false, "hosts"))
        .isInstanceOf(CommandException.class)
        .asString()
        .matches(
            "the unload of hosts \\(6\\) has not ended after 1\\.5 s \\(unloading hosts \\(6\\): bindings left"
                + " 1, calls left 2, waits for call by load into hosts .* on thread 'load-1' .*\\);"
                + " it goes on, nmr:operations shows it");
    assertThat(deployer.only().isOver()).isFalse();
    deployer.only().end();
  }

  @Test
  void off_a_terminal_it_prints_nothing_before_the_end() {
    assertThatThrownBy(() -> unload(false, "500ms", false, "hosts"));

    assertThat(out.printed()).isEmpty();
  }

  @Test
  void on_a_terminal_it_writes_one_line_over_and_over_that_fits_and_clears_it_at_last() {
    assertThatThrownBy(
        () ->
            unload.unload(
                FakeSession.ofTerminal(60).asSession(), false, false, "500ms", false, "hosts"));

    assertThat(out.printed()).doesNotContain("\n").endsWith("\r\u001b[K");
    assertThat(out.printed().split("\r\u001b\\[K"))
        .hasSizeGreaterThan(2)
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(60));
  }

  @Test
  void ctrl_C_returns_and_the_unload_goes_on_and_a_second_command_joins_it() throws Exception {
    Thread first = new Thread(() -> unload(false, "", false, "hosts"), "first");
    first.start();
    await().until(() -> deployer.only() != null && deployer.only().watchers.get() > 0);

    first.interrupt();
    first.join();

    assertThat(out.printed())
        .contains("The unload of hosts (6) goes on in the background; nmr:operations shows it.");
    assertThat(deployer.only().watchers).hasValue(0);
    CompletableFuture<Object> second = begun(false, "", false);
    deployer.only().end();
    assertThat(Texts.of(get(second))).startsWith("Unloaded hosts (6)");
    assertThat(deployer.operations).hasSize(1);
  }

  @Test
  void one_that_fails_or_is_cancelled_says_so() throws Exception {
    CompletableFuture<Object> result = begun(false, "", false);
    deployer.only().fail("not permitted");
    assertThatThrownBy(result::join)
        .hasRootCauseInstanceOf(CommandException.class)
        .hasMessageContaining("the unload of hosts (6) has failed: not permitted");

    deployer.operations.clear();
    CompletableFuture<Object> cancelled = begun(false, "", false);
    deployer.only().end(State.CANCELLED, Optional.empty());
    assertThatThrownBy(cancelled::join)
        .hasMessageContaining("the unload of hosts (6) was cancelled");
  }

  @Test
  void what_the_deployer_refuses_is_the_commands_refusal() {
    deployer.refusal = Optional.of("hosts (6) is being updated by operation 5; wait for that");

    assertThatThrownBy(() -> unload(false, "", false, "hosts"))
        .isInstanceOf(CommandException.class)
        .hasToString("hosts (6) is being updated by operation 5; wait for that");
  }

  @Test
  void one_that_is_uninstalled_and_not_yet_refreshed_is_waited_for_all_the_same() {
    CompletableFuture<Object> unused = begun(false, "", false);
    framework.put(6, Bundle.UNINSTALLED);
    framework.remove(6);

    for (String word : List.of("6", "hosts")) {
      assertThatThrownBy(() -> unload(false, "100ms", false, word))
          .hasMessageStartingWith("the unload of hosts (6) has not ended after ");
    }
    assertThat(deployer.operations).hasSize(1);
    deployer.only().end();
  }

  @Test
  void whoever_asks_again_for_one_that_has_ended_is_told_so() throws Exception {
    CompletableFuture<Object> result = begun(false, "", false);
    deployer.only().end();
    get(result);
    framework.remove(6);

    for (String word : List.of("6", "hosts")) {
      assertThatThrownBy(() -> unload(false, "", false, word))
          .hasMessageMatching(
              "there is no bundle '" + word + "'.*; hosts \\(6\\) was unloaded .* ago");
    }
    assertThatThrownBy(() -> unload(false, "", false, "7"))
        .hasToString("there is no bundle '7'; lb -s lists them");
  }

  @Test
  void a_dry_run_says_what_would_happen_and_begins_nothing() {
    deployer.preview =
        new Preview(
            Request.Kind.UNLOAD,
            Optional.of("hosts (6)"),
            Optional.empty(),
            Optional.empty(),
            "",
            List.of("early (7)"),
            List.of("net.Mailer of mail (9)"),
            List.of("11: client load (5), provider hosts (6), of net.resolver, calls inside 2"),
            2,
            List.of("load (5) of net.resolver"),
            List.of("gateway (7) of net.resolver"),
            List.of("2 calls by load (5) into hosts (6)"));

    assertThat(
            Texts.of(unload.unload(new FakeSession().asSession(), false, true, "", false, "hosts")))
        .isEqualTo(
            """
            Would unload hosts (6).
              stopped and started again, because they are wired to it:
                early (7)
              components that become unsatisfied:
                net.Mailer of mail (9)
              bindings that are detached, calls inside now: 2:
                11: client load (5), provider hosts (6), of net.resolver, calls inside 2
              clients that are left with no provider:
                load (5) of net.resolver
              clients that have another provider:
                gateway (7) of net.resolver
              what would hold it now:
                2 calls by load (5) into hosts (6)
            Nothing has been touched.""");
    assertThat(deployer.operations).isEmpty();
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
    assertThat(deployer.requests).isEmpty();
  }

  @Test
  void without_a_deployer_it_says_which_bundle_to_start() {
    UnloadCommand alone = new UnloadCommand(new Bundles(framework.context()), FakeDeployer.none());

    assertThatThrownBy(
            () -> alone.unload(new FakeSession().asSession(), false, false, "", false, "hosts"))
        .hasToString(
            "No deployer is running. Start the bundle io.nmr.registrar.deploy (lb lists it).");
  }

  private Object unload(boolean stopOnly, String timeout, boolean json, String... words) {
    return unload.unload(new FakeSession().asSession(), stopOnly, false, timeout, json, words);
  }
}
