package io.nmr.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nmr.deploy.Manner;
import io.nmr.deploy.Progress;
import io.nmr.deploy.Request;
import io.nmr.shell.ReplaceCommand.Deploy;
import io.nmr.shell.ReplaceCommand.Swap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code nmr:swap} and {@code nmr:deploy}. */
@Timeout(20)
class SwapTest {
  @RegisterExtension final StandardOut out = new StandardOut();
  @TempDir Path folder;

  private final FakeFramework framework = new FakeFramework();
  private final FakeDeployer deployer = new FakeDeployer();
  private final Swap swap =
      new ReplaceCommand.Swap(new Bundles(framework.context()), deployer.asDeployers());
  private final Deploy deploy = new ReplaceCommand.Deploy(deployer.asDeployers());

  @BeforeEach
  void a_provider() {
    framework.add(6, "hosts", "1.0.0");
  }

  private FakeDeployer.Running begun() {
    await().until(() -> deployer.only() != null && deployer.only().watchers.get() > 0);
    return deployer.only();
  }

  private static Object get(CompletableFuture<Object> result) throws Exception {
    return result.get(20, TimeUnit.SECONDS);
  }

  private Object swap(String timeout, boolean json, String... words) {
    return swap(timeout, false, false, json, words);
  }

  private Object swap(
      String timeout, boolean stopFirst, boolean sideBySide, boolean json, String... words) {
    return swap.swap(
        new FakeSession().in(folder).asSession(),
        timeout,
        stopFirst,
        sideBySide,
        false,
        json,
        words);
  }

  @Test
  void it_tells_of_the_attach_and_then_of_the_end() throws Exception {
    CompletableFuture<Object> result =
        CompletableFuture.supplyAsync(() -> swap("", false, "hosts", "new.jar"));
    FakeDeployer.Running running = begun();

    running.place();
    await().until(() -> out.printed().contains("hosts 2.0.0 (100) is attached.\n"));
    running.notes = List.of("client picky (9) of net.resolver is not bound to the new one");
    running.end();

    assertThat(Texts.of(get(result)))
        .isEqualTo(
            "hosts 2.0.0 (100) has taken the place of hosts (6) side by side in 1.5 s.\n"
                + "  client picky (9) of net.resolver is not bound to the new one");
    assertThat(deployer.requests)
        .singleElement()
        .isEqualTo(Request.swap(6, folder.resolve("new.jar")).by("shell"));
  }

  @Test
  void as_JSON() throws Exception {
    CompletableFuture<Object> result =
        CompletableFuture.supplyAsync(() -> swap("", true, "6", "new.jar"));

    begun().end();

    assertThat((String) get(result))
        .startsWith("{\"id\":1,\"kind\":\"SWAP\",\"bundle\":\"hosts (6)\",")
        .contains("\"newBundle\":\"hosts 2.0.0 (100)\"", "\"manner\":\"SIDE_BY_SIDE\"");
    assertThat(out.printed()).isEmpty();
  }

  @Test
  void one_that_stops_first_is_waited_for_and_says_why() throws Exception {
    CompletableFuture<Object> result =
        CompletableFuture.supplyAsync(() -> swap("100ms", false, "hosts", "new.jar"));
    FakeDeployer.Running running = begun();
    running.manner = Manner.STOP_FIRST;
    running.why = "it is a singleton";

    assertThatThrownBy(result::join) // the given time, and the same time again
        .hasMessageContaining("it goes on");
    deployer.operations.clear();
    CompletableFuture<Object> second =
        CompletableFuture.supplyAsync(() -> swap("", false, "hosts", "new.jar"));
    begun().manner = Manner.STOP_FIRST;
    begun().why = "it is a singleton";
    begun().end();
    assertThat(Texts.of(get(second)))
        .isEqualTo(
            "hosts 2.0.0 (100) has taken the place of hosts (6) by stop, update and start (it is a"
                + " singleton) in 1.5 s.");
  }

  @Test
  void the_manner_and_the_time_are_handed_on() {
    assertThatThrownBy(() -> swap("100ms", true, false, false, "hosts", "new.jar"));
    assertThat(deployer.requests)
        .containsExactly(
            Request.swap(6, folder.resolve("new.jar"))
                .in(Manner.STOP_FIRST)
                .within(Duration.ofMillis(100))
                .by("shell"));
    assertThatThrownBy(() -> swap("", true, true, false, "hosts", "new.jar"))
        .hasToString("--stop-first and --side-by-side exclude each other");
  }

  @Test
  void one_whose_start_does_not_end_in_time_is_left_to_itself() {
    assertThatThrownBy(() -> swap("100ms", false, "hosts", "new.jar"))
        .hasToString(
            "hosts 2.0.0 (100) has not started within 0.1 s; it is uninstalled when it has, and"
                + " hosts (6) stays");
    assertThat(deployer.only().isOver()).isFalse();
  }

  @Test
  void in_time_it_is_told_of_both_the_attach_and_an_unload_that_takes_longer() {
    CompletableFuture<Object> result =
        CompletableFuture.supplyAsync(() -> swap("200ms", false, "hosts", "new.jar"));
    FakeDeployer.Running running = begun();
    running.progress = new Progress(1, 1, List.of());
    running.place();

    assertThatThrownBy(result::join)
        .hasMessageContaining("the swap of hosts (6) has not ended after 1.5 s")
        .hasMessageContaining("it goes on");
    assertThat(out.printed().lines()).contains("hosts 2.0.0 (100) is attached.");
  }

  @Test
  void one_that_fails_says_why() {
    CompletableFuture<Object> result =
        CompletableFuture.supplyAsync(() -> swap("", false, "hosts", "new.jar"));
    begun().fail("hosts 2.0.0 (100) does not start: port 53 is taken; hosts (6) stays");

    assertThatThrownBy(result::join)
        .hasMessageContaining(
            "the swap of hosts (6) has failed: hosts 2.0.0 (100) does not start: port 53 is taken;"
                + " hosts (6) stays");
  }

  @Test
  void a_line_that_does_not_fit_begins_nothing() {
    assertThatThrownBy(() -> swap("", false, "hosts"))
        .hasToString("nmr:swap needs FILE; see help nmr:swap");
    assertThatThrownBy(() -> swap("", false, "hots", "new.jar"))
        .hasMessageStartingWith("there is no bundle 'hots'");
    assertThatThrownBy(() -> swap("later", false, "hosts", "new.jar"))
        .hasMessageStartingWith("--timeout: 'later' is no duration");
    assertThat(deployer.requests).isEmpty();
  }

  @Test
  void a_file_is_deployed() throws Exception {
    CompletableFuture<Object> result =
        CompletableFuture.supplyAsync(
            () ->
                deploy.deploy(
                    new FakeSession().in(folder).asSession(),
                    "",
                    false,
                    false,
                    false,
                    false,
                    "new.jar"));

    begun().end();

    assertThat(Texts.of(get(result))).isEqualTo("Deployed hosts 2.0.0 (100) in 1.5 s.");
    assertThat(deployer.requests)
        .containsExactly(Request.deploy(folder.resolve("new.jar")).by("shell"));
  }

  @Test
  void a_dry_run_begins_nothing() {
    assertThat(
            Texts.of(
                deploy.deploy(
                    new FakeSession().in(folder).asSession(),
                    "",
                    false,
                    false,
                    true,
                    false,
                    "new.jar")))
        .endsWith("Nothing has been touched.");
    assertThat(deployer.operations).isEmpty();
  }
}
