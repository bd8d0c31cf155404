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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operator's guide to the folder of modules: files are copied and deleted by a person at
 * another prompt, {@code $}, in the folder that {@code ~/nmr} is beside.
 */
@Tag("distribution")
@Timeout(90)
class FolderGuideIT {
  private static final String HOSTS = "io.nmr.sample.hosts";

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
  void a_jar_is_replaced_and_a_bad_one_is_told_and_changes_nothing() throws Exception {
    makeHosts("1.0.1");
    makeHosts("1.0.2");
    run("sample:load start 4");

    other("cp hosts-1.0.1.jar ~/nmr/modules/hosts.jar");
    log("hosts 1\\.0\\.1 .*has taken the place of");
    run("sample:load stop");
    assertThat(shown.get(shown.size() - 1)).endsWith("failures 0");
    guide("folder-replace");

    other("head -c 2000 hosts-1.0.2.jar > ~/nmr/modules/hosts.jar");
    log("hosts\\.jar is not deployed");
    run("lb -s " + HOSTS);
    other("cp hosts-1.0.2.jar ~/nmr/modules/hosts.jar");
    log("hosts 1\\.0\\.2 .*has taken the place of");
    guide("folder-bad");
  }

  @Test
  void a_held_removal_is_foreseen_and_holds_up_no_other_file_and_a_rule_ends_it() throws Exception {
    run("sample:load start 2 600000");
    nmr.awaitShown(
        "nmr:bindings",
        it -> assertThat(new Bindings(it).loadOnHosts().clientCalls()).isEqualTo(2));
    run("nmr:unload --dry-run " + HOSTS);
    guide("dry-run");

    other("rm ~/nmr/modules/hosts.jar");
    nmr.awaitShown("nmr:operations --running", it -> assertThat(it).contains("unloading " + HOSTS));
    awaitOneBinding();
    Files.move(nmr.modules.make("picky", "1.0.1"), folder.resolve("picky-1.0.1.jar"));
    other("cp picky-1.0.1.jar ~/nmr/modules/picky.jar");
    log("picky 1\\.0\\.1 .*has taken the place of");
    run("nmr:operations --running");
    run("nmr:pending --frames 1");
    guide("folder-held");

    run("nmr:set nmr.hold.rules \"(bundle=" + HOSTS + ") policy=abandon deadline=1s\"");
    log("abandoned binding");
    log("unloaded " + HOSTS.replace(".", "\\."));
    run("nmr:set nmr.hold.rules --default");
    guide("folder-rescue");
  }

  /** The other clients of the module have detached. */
  private void awaitOneBinding() {
    nmr.awaitShown(
        "nmr:modules", it -> assertThat(it).containsPattern("hosts +STOPPING +1 +0 +1 +2 "));
  }

  private void makeHosts(String version) throws IOException {
    Files.move(nmr.modules.make("hosts", version), folder.resolve("hosts-" + version + ".jar"));
  }

  /** A command for the shell of Nmr. */
  private void run(String command) throws IOException {
    shown.add(Launch.PROMPT + command);
    String printed = nmr.run(command).stripTrailing();
    if (!printed.isEmpty()) {
      shown.add(printed);
    }
  }

  /** A command for the shell of the system. */
  private void other(String command) throws Exception {
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", command).directory(folder.toFile());
    bash.environment().put("HOME", folder.toString());
    Process process = bash.redirectErrorStream(true).start();
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEmpty();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    shown.add("$ " + command);
  }

  /** The line of the log that has a match. */
  private void log(String regex) {
    shown.add(nmr.err.await("^.*" + regex + ".*$").group());
  }

  private void guide(String scene) throws IOException {
    guide.assertShows(scene, String.join("\n", shown).replace(folder.toString(), Transcripts.HOME));
    shown.clear();
  }
}
