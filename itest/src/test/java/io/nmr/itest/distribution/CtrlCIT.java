package io.nmr.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

/** Ctrl-C in a terminal: it ends the looking, and neither what is looked at nor the process. */
@Tag("full")
@Tag("distribution")
@Timeout(90)
class CtrlCIT {
  private static final String HOSTS = "io.nmr.sample.hosts";

  private final Jdk jdk = Jdk.running();
  @TempDir Path folder;
  private Terminal terminal;

  @BeforeEach
  void start() throws Exception {
    Terminal.assumeAvailable();
    terminal = Terminal.start(jdk, folder);
  }

  @AfterEach
  void destroy() {
    if (terminal != null) {
      terminal.close();
    }
  }

  @Test
  void a_held_unload_goes_on_and_the_prompt_is_back() throws Exception {
    terminal.run("sample:load start 2 60000");
    int first = terminal.enter("nmr:unload " + HOSTS);
    terminal.awaitLine("bindings left 1, calls left 2", first);

    terminal.type(Terminal.CTRL_C);

    assertThat(terminal.awaitPrompt(first))
        .contains("goes on in the background; nmr:operations shows it.");
    assertThat(terminal.run("nmr:pending")).contains("holds back the stop of " + HOSTS);
    terminal.run("sample:load stop"); // which ends the calls
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(terminal.log())
                    .containsPattern("by shell: unloaded io\\.nmr\\.sample\\.hosts"));
    assertThat(terminal.run("lb -s")).contains("|io.nmr.sample.dns").doesNotContain("|" + HOSTS);
  }

  @Test
  void a_watch_ends_and_the_prompt_is_back_in_a_line_of_its_own() throws Exception {
    terminal.run("sample:load start 2 6000"); // which lets an unload end while it is watched
    terminal.run("nmr:unload " + HOSTS + " --stop-only --timeout 200ms");
    int first = terminal.enter("nmr:watch");
    terminal.awaitLine("HOLD_ENDED", first);

    terminal.type(Terminal.CTRL_C);

    assertThat(terminal.awaitPrompt(first)).doesNotContain("Exception", "^C~");
    assertThat(terminal.run("nmr:npis")).contains("io.nmr.sample.resolver");
  }

  @Test
  void a_watch_into_a_file_ends_in_the_same_way() throws Exception {
    Path file = folder.resolve("watched.txt");
    int first = terminal.enter("nmr:watch --json > " + file);
    terminal.modules.delete("memory");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.readString(file).contains("HOLD_ENDED"));
    terminal.type(Terminal.CTRL_C);
    assertThat(terminal.awaitPrompt(first)).doesNotContain("Exception", "^C~");
    assertThat(terminal.run("nmr:npis")).contains("io.nmr.sample.resolver");
  }

  @Test
  void a_question_is_answered_with_no_and_the_next_line_is_whole() throws Exception {
    terminal.run("sample:load start 2 60000");
    terminal.run("nmr:unload " + HOSTS + " --stop-only --timeout 200ms");
    Matcher pending = Pattern.compile("binding (\\d+)").matcher(terminal.run("nmr:pending"));
    assertThat(pending.find()).isTrue();
    int first = terminal.enter("nmr:abandon " + pending.group(1));
    terminal.awaitLine("\\[y/N\\]", first);

    terminal.type(Terminal.CTRL_C);

    assertThat(terminal.awaitPrompt(first))
        .containsPattern("Binding \\d+ is as it was\\.")
        .doesNotContain("Exception");
    assertThat(terminal.run("nmr:npis")).contains("io.nmr.sample.resolver");
    assertThat(terminal.run("nmr:pending")).contains("holds back the stop of " + HOSTS);
  }
}
