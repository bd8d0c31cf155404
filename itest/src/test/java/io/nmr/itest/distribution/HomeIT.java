package io.nmr.itest.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A folder of one's own, given by {@code --home}, that outlives the distribution. */
@Tag("distribution")
@Timeout(90)
class HomeIT {
  private static final String HOSTS = "io.nmr.sample.hosts";
  private static final String LIST = "lb -s io.nmr.sample";

  @TempDir Path folder;
  private Nmr nmr;

  @AfterEach
  void destroy() {
    if (nmr != null) {
      nmr.close();
    }
  }

  private Path distribution(String name) {
    return folder.resolve(name).resolve("nmr");
  }

  private void start(String name, Path home) throws IOException {
    Path copy = Files.createDirectories(folder.resolve(name));
    nmr = Nmr.start(Jdk.running(), copy, "--home", home.toString());
  }

  private void end() throws Exception {
    assertThat(nmr.endBy("exit 0")).isZero();
  }

  @Test
  void modules_and_settings_are_still_there_after_a_rebuild() throws Exception {
    Path home = folder.resolve("my modules");
    start("first", home);
    assertThat(nmr.err.lines())
        .containsExactly("nmr: the sample modules have been copied to " + home + "/modules");
    Modules modules = new Modules(home.resolve("modules"), nmr.modules.original());
    modules.put("hosts", "1.0.1");
    modules.delete("picky");
    Files.writeString(home.resolve("modules/io.nmr.registrar.cfg"), "nmr.hold.warn = 7s\n");
    nmr.err.await("settings changed: nmr\\.hold\\.warn=7s");
    nmr.awaitShown(LIST, it -> assertThat(it).contains("|1.0.1\n").doesNotContain("picky"));
    end();

    start("second", home);

    nmr.err.await("settings changed: nmr\\.hold\\.warn=7s");
    assertThat(nmr.run(LIST))
        .containsPattern("\\|Active .*" + HOSTS + " .*\\|1\\.0\\.1\n")
        .doesNotContain("picky");
    end();
    assertThat(nmr.err.lines()).noneMatch(it -> it.contains("copied"));
    assertThat(distribution("second").resolve("modules/picky.jar")).exists();
    assertThat(distribution("second").resolve("cache")).doesNotExist();
  }

  @Test
  void no_sample_is_put_into_a_folder_of_modules_that_is_there() throws Exception {
    Path home = folder.resolve("home");
    Files.createDirectories(home.resolve("modules"));

    start("first", home);

    assertThat(nmr.run("lb -s " + HOSTS)).contains("No matching bundles");
    assertThat(nmr.run("nmr:modules")).doesNotContain(HOSTS);
    assertThat(nmr.err.lines()).isEmpty();
  }

  @Test
  void commands_once_typed_are_remembered_there() throws Exception {
    Terminal.assumeAvailable();
    Path home = folder.resolve("state");
    try (Terminal terminal = Terminal.start(Jdk.running(), folder, "--home", home.toString())) {
      terminal.run("echo something to remember");
      assertThat(home.resolve("history")).content(UTF_8).contains("echo something to remember");
    }
  }

  @Test
  void what_cannot_be_a_home_is_one_line_that_names_it() throws Exception {
    Path file = Files.createFile(folder.resolve("a file"));

    assertThat(refusal("--home", file.toString()))
        .isEqualTo("nmr: --home " + file + " is a file; give a folder\n");
    assertThat(refusal("--home=" + file + "/below"))
        .isEqualTo("nmr: --home " + file + "/below is not there and cannot be created\n");
    assertThat(refusal("--home")).isEqualTo("nmr: --home needs a folder\n");
    assertThat(refusal("--home=")).isEqualTo("nmr: --home needs a folder\n");
  }

  /** All that the script prints, which ends with 1. */
  private static String refusal(String... options) throws Exception {
    Path script = Path.of(System.getProperty("itest.distribution"), "bin", "nmr");
    List<String> command = new ArrayList<>(List.of("bash", script.toString()));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    return printed;
  }
}
