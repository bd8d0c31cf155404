package io.nmr.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The operator's guide, as a person does it who sits at a terminal. */
@Tag("full")
@Tag("distribution")
@Timeout(90)
class TerminalGuideIT {
  private static final String HOSTS = "io.nmr.sample.hosts";

  private final Transcripts guide = Transcripts.ofGuide();
  @TempDir Path folder;
  private Terminal terminal;

  @BeforeEach
  void start() throws Exception {
    Terminal.assumeAvailable();
    terminal = Terminal.start(Jdk.running(), folder, "-Dnmr.hold.warn=1s");
  }

  @AfterEach
  void destroy() {
    if (terminal != null) {
      terminal.close();
    }
  }

  @Test
  void an_unload_that_hangs_is_looked_into_and_ended() throws Exception {
    String load = terminal.run("sample:load start 2 600000");
    int first = terminal.enter("nmr:unload " + HOSTS);
    String line =
        terminal.awaitLine("^[1-9]\\d?\\.\\d s  bindings left 1, calls left 2, waits for 2", first);
    guide.assertShows("held-unload", load + "\n" + line);

    int unload = terminal.row();
    terminal.type(Terminal.CTRL_C);
    guide.assertShows("left-unload", terminal.awaitPrompt(unload));

    String modules = terminal.run("nmr:modules");
    assertThat(modules).containsPattern("hosts +STOPPING ");
    assertThat(terminal.styleOf("STOPPING")).isEqualTo("33");
    assertThat(terminal.styleOf("ACTIVE")).isEqualTo("32");
    guide.assertShows("held-modules", terminal.run("nmr:modules | grep '(MODULE|STOPPING)'"));

    guide.assertShows("held-pending", terminal.run("nmr:pending --frames 3"));
    guide.assertShows(
        "held-log", logged("has been held for .*, waiting for call by [^;]*; call by [^;]*; end"));
    long binding = heldBinding();
    guide.assertShows("held-binding", terminal.run("nmr:binding " + binding + " | head -n 5"));

    int abandon = terminal.enter("nmr:abandon " + binding);
    terminal.await("a question", it -> it.beforeCursor().endsWith("[y/N] "));
    terminal.type("n" + Terminal.ENTER);
    assertThat(terminal.awaitPrompt(abandon)).contains("Binding " + binding + " is as it was.");
    assertThat(terminal.run("nmr:pending")).contains("holds back the stop of " + HOSTS);

    abandon = terminal.enter("nmr:abandon " + binding);
    terminal.await("a question", it -> it.beforeCursor().endsWith("[y/N] "));
    terminal.type("y" + Terminal.ENTER);
    guide.assertShows("abandon", terminal.awaitPrompt(abandon));
    String ended = logged("by shell: unloaded io\\.nmr\\.sample\\.hosts");
    guide.assertShows("abandon-log", logged("abandoned binding") + "\n" + ended);

    guide.assertShows("abandoned", run("lb -s " + HOSTS, "nmr:graph", "sample:load stop"));
  }

  private long heldBinding() throws IOException {
    return Pattern.compile("\\(binding (\\d+), io\\.nmr\\.sample\\.resolver\\)")
        .matcher(terminal.run("nmr:pending"))
        .results()
        .mapToLong(it -> Long.parseLong(it.group(1)))
        .findFirst()
        .orElseThrow();
  }

  /** The first line of the log that has a match. */
  private String logged(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> terminal.log().lines().filter(pattern.asPredicate()).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  @Test
  void a_hot_swap_under_load_has_no_moment_without_a_provider() throws Exception {
    Files.move(terminal.modules.make("hosts", "1.0.1"), folder.resolve("hosts-1.0.1.jar"));
    String begun =
        run(
            "sample:load start 4",
            "nmr:watch --npi io.nmr.sample.resolver --for 5m > watched.txt &");
    awaitWatching("io.nmr.sample.picky");

    String swapped = run("nmr:swap " + HOSTS + " hosts-1.0.1.jar", "sample:load stop");
    guide.assertShows("swap", begun + "\n" + swapped);

    String watched = "cat watched.txt | grep '(REGISTER.* provider|sample.load)' | grep -v REFUSED";
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> terminal.run(watched).contains(" DEREGISTERED "));
    guide.assertShows("swap-watched", terminal.run(watched));
    guide.assertShows("swap-graph", terminal.run("nmr:graph"));
  }

  private String run(String... commands) throws IOException {
    List<String> shown = new ArrayList<>();
    for (String each : commands) {
      shown.add(terminal.run(each));
    }
    return String.join("\n", shown).replace(folder.toString(), Transcripts.HOME);
  }

  /** Until something that happens is written down: the watch runs beside the prompt. */
  private void awaitWatching(String client) throws IOException {
    String id = terminal.run("lb -s " + client).replaceAll("(?s).*\n *(\\d+)\\|.*", "$1");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              terminal.run("stop " + id);
              terminal.run("start " + id);
              return Files.readString(folder.resolve("watched.txt")).contains(client);
            });
  }

  @Test
  void the_tab_key_completes_commands_options_bundles_and_bindings() throws Exception {
    int first = terminal.row();
    terminal.type("nmr:unl" + Terminal.TAB);
    terminal.await("the command", it -> it.beforeCursor().equals("nmr> nmr:unload "));
    terminal.type("--st" + Terminal.TAB);
    terminal.await("the option", it -> it.beforeCursor().equals("nmr> nmr:unload --stop-only "));
    terminal.type("io.nmr.sample.ho" + Terminal.TAB);
    terminal.await("the bundle", it -> it.beforeCursor().endsWith("--stop-only " + HOSTS + " "));
    terminal.type(Terminal.CTRL_C);
    terminal.await("a new line", it -> it.row() > first);
    terminal.awaitPrompt();
    int second = terminal.row();
    terminal.type("nmr:bindi" + Terminal.TAB + Terminal.TAB);
    terminal.awaitLine("attached to which provider", second + 1);
    String shown =
        terminal.await("the line again", it -> it.beforeCursor().equals("nmr> nmr:binding"), first);
    guide.assertShows("tab", shown);
  }
}
