package io.nmr.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log in the very terminal where somebody types: each of its lines is one line there, and what
 * stands in the last line stands there still. A setting that is saved as a file is logged at any
 * moment that a test wants.
 */
@Tag("full")
@Tag("distribution")
@Timeout(90)
class LogAboveIT {
  private static final String HOSTS = "io.nmr.sample.hosts";
  private static final String LOGGED =
      "^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  io\\.nmr\\.registrar: settings changed: nmr\\.hold\\.warn=";

  private final Jdk jdk = Jdk.running();
  @TempDir Path folder;
  private Terminal terminal;

  @BeforeEach
  void start() throws Exception {
    Terminal.assumeAvailable();
    terminal = Terminal.startWithLog(jdk, folder);
  }

  @AfterEach
  void destroy() {
    if (terminal != null) {
      terminal.close();
    }
  }

  @Test
  void what_has_been_typed_stays_behind_the_prompt() throws Exception {
    terminal.type("nmr:np");
    terminal.await("what was typed", it -> it.beforeCursor().equals("nmr> nmr:np"));

    awaitLogged("61s", "was 5s");

    terminal.await("the prompt again", it -> it.beforeCursor().equals("nmr> nmr:np"));
    terminal.type("is" + Terminal.ENTER);
    terminal.awaitLine("^io\\.nmr\\.sample\\.resolver ", 0);
  }

  @Test
  void a_line_that_is_written_over_has_none_of_it() throws Exception {
    startLoad();
    int first = terminal.enter("nmr:unload " + HOSTS);
    terminal.awaitLine("^\\d+\\.\\d s  bindings left 1, calls left 2", first);

    String shown = awaitLogged("62s", "was 5s");

    assertThat(shown.lines().filter(it -> it.contains("bindings left"))).hasSize(1);
    int after = terminal.row();
    terminal.await(
        "the line again", it -> it.row() == after && it.beforeCursor().contains("bindings left 1"));
    terminal.type(Terminal.CTRL_C);
    assertThat(terminal.awaitPrompt(after)).contains("goes on in the background");
    awaitLogged("63s", "was 62s");
    terminal.awaitPrompt();
  }

  @Test
  void a_question_stays_and_is_answered() throws Exception {
    startLoad();
    terminal.run("nmr:unload " + HOSTS + " --stop-only --timeout 200ms");
    Matcher pending = Pattern.compile("binding (\\d+)").matcher(terminal.run("nmr:pending"));
    assertThat(pending.find()).isTrue();
    int first = terminal.enter("nmr:abandon " + pending.group(1));
    terminal.awaitLine("\\[y/N\\]", first);

    awaitLogged("64s", "was 5s");

    terminal.await("the question again", it -> it.beforeCursor().endsWith("[y/N] "));
    terminal.type("n" + Terminal.ENTER);
    assertThat(terminal.awaitPrompt(first)).contains("is as it was.");
  }

  @Test
  void a_watch_and_the_log_take_turns_line_by_line() throws Exception {
    int first = terminal.enter("nmr:watch");
    terminal.await("the watch", it -> it.beforeCursor().isEmpty());

    awaitLogged("65s", "was 5s");

    terminal.type(Terminal.CTRL_C);
    terminal.awaitPrompt(first);
  }

  @Test
  void a_watch_in_the_background_leaves_what_is_typed_alone() throws Exception {
    terminal.run("nmr:watch &");
    terminal.type("nmr:np");
    terminal.await("what was typed", it -> it.beforeCursor().equals("nmr> nmr:np"));

    terminal.modules.delete("picky");

    terminal.awaitLine(
        "^[\\d:.]+ HOLD_ENDED +io\\.nmr\\.sample\\.picky \\(\\d+\\), after .* m?s$", 0);
    terminal.await("the prompt again", it -> it.beforeCursor().equals("nmr> nmr:np"));
  }

  /** Starts two calls that last, and waits until both are inside. */
  private void startLoad() throws IOException {
    terminal.run("sample:load start 2 600000");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(new Bindings(terminal.run("nmr:bindings")).loadOnHosts().clientCalls())
                    .isEqualTo(2));
  }

  /** What stands there when the line is there. */
  private String awaitLogged(String warn, String was) throws IOException {
    Path file = terminal.modules.folder().resolve("io.nmr.registrar.cfg");
    Files.writeString(file, "nmr.hold.warn = " + warn + "\n");
    return terminal.awaitLine(LOGGED + warn + " \\(" + was + "\\)$", 0);
  }
}
