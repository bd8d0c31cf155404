package io.nmr.itest.distribution;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The folder {@code modules/} of the distribution, and what people do to the files in it. */
@Tag("full")
@Tag("distribution")
@Timeout(90)
class FolderDistributionIT {
  private static final String HOSTS = "io.nmr.sample.hosts";
  private static final String LIST_HOSTS = "lb -s " + HOSTS;

  @TempDir Path folder;
  private Nmr nmr;

  private void start(String... options) throws IOException {
    nmr = Nmr.start(Jdk.running(), folder, options);
  }

  @AfterEach
  void destroy() {
    if (nmr != null) {
      nmr.close();
    }
  }

  private static Consumer<String> isActive(String version) {
    return shown -> assertThat(shown).containsPattern("\\|Active .*\\|" + version + "\n");
  }

  private static byte[] firstHalf(byte[] content) {
    return Arrays.copyOf(content, content.length / 2);
  }

  /** Of the deployer, about that file. */
  private List<String> linesAbout(String name) {
    return nmr.err.lines().stream()
        .filter(it -> it.contains("io.nmr.registrar.deploy") && it.contains(name + ".jar"))
        .toList();
  }

  @Test
  void a_truncated_jar_over_a_running_one_leaves_it_running_and_is_one_line() throws Exception {
    start();
    byte[] whole = Files.readAllBytes(nmr.modules.make("hosts", "1.0.1"));

    nmr.modules.write("hosts", firstHalf(whole));
    nmr.err.await("WARN .*/hosts\\.jar is not deployed: it is no complete jar: .* stays as it is");
    assertThat(nmr.run(LIST_HOSTS)).contains("|Active ");
    nmr.modules.write("hosts", whole);
    nmr.awaitShown(LIST_HOSTS, isActive("1.0.1"));

    assertThat(linesAbout("hosts")).hasSize(1);
  }

  @Test
  void a_truncated_jar_that_is_new_is_one_line_and_deployed_when_it_is_whole() throws Exception {
    start();
    byte[] whole = Files.readAllBytes(nmr.modules.make("hosts", "1.0.1"));
    nmr.modules.delete("hosts");
    nmr.awaitShown(LIST_HOSTS, it -> assertThat(it).doesNotContain(HOSTS));

    nmr.modules.write("another", firstHalf(whole));
    nmr.err.await("WARN .*/another\\.jar is not deployed: it is no complete jar: ");
    nmr.modules.write("another", whole);
    nmr.awaitShown(LIST_HOSTS, isActive("1.0.1"));

    assertThat(linesAbout("another")).hasSize(1);
  }

  @Test
  void a_jar_that_is_copied_slowly_takes_the_place_when_it_is_whole_and_no_call_is_refused()
      throws Exception {
    start();
    byte[] whole = Files.readAllBytes(nmr.modules.make("hosts", "1.0.1"));
    loadWithOneProvider();

    nmr.modules.write("hosts", firstHalf(whole));
    nmr.err.await("WARN .*/hosts\\.jar is not deployed: "); // the folder has looked meanwhile
    try (var out = Files.newOutputStream(nmr.modules.jar("hosts"), APPEND)) {
      out.write(whole, whole.length / 2, whole.length - whole.length / 2);
    }
    nmr.err.await("hosts 1\\.0\\.1 .* has taken the place of .* side by side");

    assertNoCallWasRefused();
  }

  @Test
  void a_replaced_jar_is_swapped_again_and_again_and_no_call_is_refused() throws Exception {
    start();
    loadWithOneProvider();

    for (int i = 1; i <= 5; i++) {
      nmr.modules.put("hosts", "1.0." + i);
      nmr.err.await("hosts 1\\.0\\." + i + " .* has taken the place of .* side by side");
    }

    assertNoCallWasRefused();
    nmr.awaitShown(LIST_HOSTS, isActive("1.0.5"));
    assertThat(nmr.run(LIST_HOSTS).lines().filter(it -> it.contains(HOSTS))).hasSize(1);
  }

  private void loadWithOneProvider() throws IOException {
    nmr.run("stop io.nmr.sample.dns");
    assertThat(nmr.run("sample:load start 2")).contains("started with 2 threads");
  }

  private void assertNoCallWasRefused() throws IOException {
    assertThat(nmr.run("sample:load stop"))
        .containsPattern("calls [1-9]\\d*,.* refusals retried 0, failures 0\\b");
  }

  @Test
  void where_two_cannot_be_side_by_side_the_old_one_is_stopped_first_and_the_log_says_why()
      throws Exception {
    start();
    String version = nmr.run("lb -s " + HOSTS).replaceAll("(?s).*\\|([\\d.\\w-]+)\\s*$", "$1");
    Path same = nmr.modules.make("hosts", version, Map.of("Nmr-Test", "another content"));

    Files.move(same, nmr.modules.jar("hosts"), ATOMIC_MOVE);

    nmr.err.await(
        "has taken the place of .* by stop, update and start \\(both are of version " + version);
    assertThat(nmr.run("headers " + HOSTS)).contains("another content");
  }

  @Test
  void a_new_one_that_does_not_start_or_resolve_leaves_the_old_one_running_and_is_one_line()
      throws Exception {
    start();

    Path failing = nmr.modules.make("hosts", "1.0.1", Map.of("Bundle-Activator", "no.Such"));
    Files.move(failing, nmr.modules.jar("hosts"), ATOMIC_MOVE);
    nmr.err.await(
        "hosts\\.jar is not deployed: io\\.nmr\\.sample\\.hosts 1\\.0\\.1 .* does not start");
    Path lacking = nmr.modules.make("dns", "1.0.1", Map.of("Import-Package", "no.such.classes"));
    Files.move(lacking, nmr.modules.jar("dns"), ATOMIC_MOVE);
    nmr.err.await(
        "dns\\.jar is not deployed: io\\.nmr\\.sample\\.dns 1\\.0\\.1 .*no\\.such\\.classes");

    assertThat(nmr.run(LIST_HOSTS)).contains("|Active ").doesNotContain("1.0.1");
    assertThat(nmr.run("lb -s io.nmr.sample.dns")).contains("|Active ").doesNotContain("1.0.1");
    assertThat(linesAbout("hosts")).hasSize(1);
    assertThat(linesAbout("dns")).hasSize(1);
  }

  @Test
  void a_held_removal_holds_up_no_other_file_and_a_file_of_settings_ends_it() throws Exception {
    start();
    nmr.run("sample:load start 2 600000");
    nmr.awaitShown(
        "nmr:bindings",
        it -> assertThat(new Bindings(it).loadOnHosts().clientCalls()).isEqualTo(2));

    nmr.modules.delete("hosts");
    nmr.awaitShown(LIST_HOSTS, it -> assertThat(it).contains("|Stopping "));
    nmr.modules.put("picky", "1.0.1");
    nmr.awaitShown("lb -s io.nmr.sample.picky", isActive("1.0.1"));
    assertThat(nmr.run(LIST_HOSTS)).contains("|Stopping ");
    Files.writeString(
        nmr.modules.folder().resolve("io.nmr.registrar.cfg"),
        "nmr.hold.policy = abandon\nnmr.hold.deadline = 1s\n");

    nmr.err.await("settings changed: .*nmr\\.hold\\.policy=abandon \\(was wait\\)");
    nmr.err.await("operation \\d+, by folder: unloaded io\\.nmr\\.sample\\.hosts ");
    assertThat(nmr.run(LIST_HOSTS)).doesNotContain(HOSTS);
  }

  @Test
  void a_module_that_was_unloaded_by_hand_is_deployed_when_its_file_changes() throws Exception {
    start();
    nmr.run("nmr:unload " + HOSTS);
    assertThat(nmr.run(LIST_HOSTS)).doesNotContain(HOSTS);

    nmr.modules.put("hosts", "1.0.1");

    nmr.awaitShown(LIST_HOSTS, isActive("1.0.1"));
  }

  @Test
  void a_module_that_was_swapped_by_hand_is_replaced_when_its_file_changes() throws Exception {
    start();
    Path elsewhere = folder.resolve("hosts-1.0.1.jar");
    Files.move(nmr.modules.make("hosts", "1.0.1"), elsewhere);

    assertThat(nmr.run("nmr:swap " + HOSTS + " " + elsewhere))
        .contains(nmr.modules.jar("hosts") + " is another version");
    nmr.modules.put("hosts", "1.0.2");

    nmr.awaitShown(LIST_HOSTS, isActive("1.0.2"));
    nmr.awaitShown(LIST_HOSTS, it -> assertThat(it).doesNotContain("1.0.1"));
  }
}
