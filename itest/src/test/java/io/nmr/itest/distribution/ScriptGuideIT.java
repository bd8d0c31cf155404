package io.nmr.itest.distribution;

import static java.util.regex.Pattern.MULTILINE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The operator's guide, as a script does it that writes to the shell's standard input. */
@Tag("distribution")
@Timeout(90)
class ScriptGuideIT {
  private static final String HOSTS = "io.nmr.sample.hosts";
  // A line that tells how far an unload is; and one before another of its kind.
  private static final Pattern PROGRESS = Pattern.compile("^\\d+\\.\\d s  .*\\R", MULTILINE);
  private static final Pattern OVERTAKEN =
      Pattern.compile(PROGRESS + "(?=\\d+\\.\\d s  )", MULTILINE);

  private final Transcripts guide = Transcripts.ofGuide();
  private final List<String> shown = new ArrayList<>();
  @TempDir Path folder;
  private Nmr nmr;

  @BeforeEach
  void start() throws IOException {
    nmr = Nmr.start(Jdk.running(), folder);
  }

  @AfterEach
  void destroy() {
    if (nmr != null) {
      nmr.close();
    }
  }

  @Test
  void an_unload_that_hangs_is_looked_into_and_ended() throws Exception {
    run("sample:load start 2 600000");
    int binding = bindingOfTwoCalls();

    run("nmr:unload " + HOSTS + " --timeout 2s");
    run("nmr:abandon " + binding + " --yes");
    nmr.err.await("by shell: unloaded io\\.nmr\\.sample\\.hosts");
    run("lb -s " + HOSTS);
    run("sample:load stop");

    guide.assertShows("script-unload", OVERTAKEN.matcher(shown()).replaceAll(""));
  }

  @Test
  void what_has_no_line_editor_shows_the_same_of_an_unload_that_hangs() throws Exception {
    nmr.run("sample:load start 2 600000");
    int binding = bindingOfTwoCalls();
    nmr.run("nmr:unload " + HOSTS + " --timeout 1s");
    // the other clients of the module have detached
    nmr.awaitShown(
        "nmr:modules", it -> assertThat(it).containsPattern("hosts +STOPPING +1 +0 +1 +2 "));

    run("nmr:modules | grep '(MODULE|STOPPING)'");
    guide.assertShows("held-modules", shown());
    shown.clear();
    run("nmr:pending --frames 3");
    guide.assertShows("held-pending", shown());
    shown.clear();
    run("nmr:binding " + binding + " | head -n 5");
    guide.assertShows("held-binding", shown());
  }

  @Test
  void a_hot_swap_under_load_has_no_moment_without_a_provider() throws Exception {
    Files.move(nmr.modules.make("hosts", "1.0.1"), folder.resolve("hosts-1.0.1.jar"));
    run("sample:load start 4");
    run("nmr:watch --npi io.nmr.sample.resolver --for 5m > watched.txt &");
    run("nmr:swap " + HOSTS + " hosts-1.0.1.jar");
    run("sample:load stop");

    guide.assertShows("swap", PROGRESS.matcher(shown()).replaceAll(""));
    shown.clear();
    run("nmr:graph");
    guide.assertShows("swap-graph", shown());
  }

  /** The one through which both threads of the load have called. */
  private int bindingOfTwoCalls() throws IOException {
    nmr.awaitShown(
        "nmr:bindings",
        it -> assertThat(new Bindings(it).loadOnHosts().clientCalls()).isEqualTo(2));
    return new Bindings(nmr.run("nmr:bindings")).loadOnHosts().id();
  }

  private void run(String command) throws IOException {
    shown.add(Launch.PROMPT + command);
    String printed = nmr.run(command).stripTrailing();
    if (!printed.isEmpty()) {
      shown.add(printed);
    }
  }

  private String shown() {
    return String.join("\n", shown).replace(folder.toString(), Transcripts.HOME);
  }
}
