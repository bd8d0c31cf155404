package io.nmr.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands nmr:… in the distribution, as a script uses them. */
@Tag("full")
@Tag("distribution")
@Timeout(90)
class CommandsIT {
  private static final String HOSTS = "io.nmr.sample.hosts";

  private final Jdk jdk = Jdk.running();
  @TempDir Path folder;
  private Nmr nmr;

  @BeforeEach
  void start() throws IOException {
    nmr = Nmr.start(jdk, folder);
  }

  @AfterEach
  void destroy() {
    if (nmr != null) {
      nmr.close();
    }
  }

  @Test
  void an_unload_that_is_held_tells_on_whom_it_waits_and_goes_on_past_its_timeout()
      throws Exception {
    holdHosts();

    String printed = nmr.run("nmr:unload " + HOSTS + " --timeout 1500ms");

    assertThat(printed)
        .contains("bindings left 1, calls left 2, waits for 2")
        .containsPattern(
            "the unload of io\\.nmr\\.sample\\.hosts \\(\\d+\\) has not ended after 1\\.\\d s")
        .contains("waits for 2, the first call by io.nmr.sample.load into io.nmr.sample.hosts")
        .contains("it goes on");
    assertThat(nmr.run("$exception message")).contains("has not ended after");
    assertThat(nmr.run("nmr:pending"))
        .contains("holds back the stop of io.nmr.sample.hosts")
        .containsPattern("call by io\\.nmr\\.sample\\.load .* on thread 'nmr-sample-load-[12]'")
        .containsPattern("at io\\.nmr\\.sample\\.load\\.Run\\.\\w+\\(Run\\.java:\\d+\\)");
    assertThat(nmr.run("each (nmr:pending) { echo blockers (($it blockers) size) }"))
        .contains("blockers 2");
    JsonObject held = json("nmr:pending --json").getAsJsonArray().get(0).getAsJsonObject();
    assertThat(held.get("isHold").getAsBoolean()).isTrue();
    assertThat(held.getAsJsonArray("blockers")).hasSize(2);
    assertThat(nmr.run("nmr:modules")).containsPattern("hosts +STOPPING .* \\d+\\.\\d s");
    stopLoadOfWhichNoCallFailed(); // which ends the calls
    nmr.awaitShown("lb -s " + HOSTS, it -> assertThat(it).doesNotContain(HOSTS));
    nmr.err.await("operation \\d+, by shell: unloaded io\\.nmr\\.sample\\.hosts \\(\\d+\\) in ");
    assertThat(nmr.run("nmr:pending")).contains("Nothing is pending");
  }

  @Test
  void an_unload_under_load_fails_no_call_and_says_how_long_it_took() throws Exception {
    nmr.run("sample:load start 4");

    assertThat(nmr.run("nmr:unload " + HOSTS))
        .containsPattern("Unloaded io\\.nmr\\.sample\\.hosts \\(\\d+\\) in \\d[\\d.]* m?s\\.");

    assertThat(nmr.run("lb -s " + HOSTS)).doesNotContain(HOSTS);
    stopLoadOfWhichNoCallFailed();
  }

  @Test
  void what_others_are_wired_to_is_unloaded_with_them_and_they_are_told() throws Exception {
    String printed = nmr.run("nmr:unload io.nmr.sample.message");

    assertThat(printed)
        .containsPattern("Unloaded io\\.nmr\\.sample\\.message .*")
        .containsPattern(
            "io\\.nmr\\.sample\\.framing \\(\\d+\\) was wired to it and does not start");
    assertThat(nmr.run("lb -s io.nmr.sample.framing")).contains("|Installed ");
    new Bindings(nmr.run("nmr:bindings")).assertAttached("resolver", "gateway", "hosts");
  }

  @Test
  void a_swap_under_load_fails_no_call_and_the_new_one_is_attached_before_the_old_one_goes()
      throws Exception {
    Path fresh = nmr.modules.make("hosts", "1.0.1");
    nmr.run("sample:load start 4");
    int before = new Bindings(nmr.run("nmr:bindings")).loadOnHosts().id();

    String printed = nmr.run("nmr:swap " + HOSTS + " " + fresh);

    assertThat(printed)
        .containsPattern("io\\.nmr\\.sample\\.hosts 1\\.0\\.1 \\(\\d+\\) is attached\\.")
        .containsPattern(
            "hosts 1\\.0\\.1 \\(\\d+\\) has taken the place of io\\.nmr\\.sample\\.hosts"
                + " \\(\\d+\\) side by side in ");
    assertThat(new Bindings(nmr.run("nmr:bindings")).loadOnHosts().id()).isGreaterThan(before);
    assertThat(nmr.run("lb -s " + HOSTS)).contains("|1.0.1").doesNotContain("|1.0.0");
    assertThat(nmr.run("nmr:swap --side-by-side " + HOSTS + " " + fresh))
        .contains("cannot be there side by side: both are of version 1.0.1");
    stopLoadOfWhichNoCallFailed();
  }

  @Test
  void a_swap_for_one_that_does_not_start_leaves_the_old_one() throws Exception {
    String port = nmr.out.await("^gateway: http://[^:]+:(\\d+)/").group(1);
    Path fresh = nmr.modules.make("gateway", "1.0.1");
    nmr.run("system:setProperty nmr.sample.gateway.port " + port);

    String printed = nmr.run("nmr:swap --side-by-side io.nmr.sample.gateway " + fresh);

    assertThat(printed)
        .containsPattern("io\\.nmr\\.sample\\.gateway 1\\.0\\.1 \\(\\d+\\) does not start: ")
        .contains("port " + port + " is taken")
        .containsPattern("it is uninstalled and io\\.nmr\\.sample\\.gateway \\(\\d+\\) stays");
    assertThat(nmr.run("lb -s io.nmr.sample.gateway")).doesNotContain("1.0.1");
    new Bindings(nmr.run("nmr:bindings")).assertAttached("resolver", "gateway", "hosts");
  }

  @Test
  void H5_an_abandoned_binding_is_waited_for_no_more() throws Exception {
    int binding = holdHosts();
    assertThat(nmr.run("nmr:abandon " + binding + " --yes"))
        .contains("nobody waits for binding " + binding);
    nmr.run("nmr:unload " + HOSTS + " --stop-only --timeout 200ms");
    assertThat(nmr.run("nmr:abandon " + binding)).contains("give --yes to abandon");

    assertThat(nmr.run("nmr:abandon " + binding + " --yes"))
        .contains("Abandoned binding " + binding + " of io.nmr.sample.resolver");

    nmr.awaitShown("lb -s " + HOSTS, it -> assertThat(it).contains("|Resolved "));
    assertThat(nmr.run("sample:load stop")).contains("load: stopped");
  }

  @Test
  void H5_the_side_that_stayed_is_unloaded_by_abandoning_the_same_binding_for_it()
      throws Exception {
    int binding = holdHosts();
    nmr.run("nmr:unload " + HOSTS + " --stop-only --timeout 200ms");
    nmr.run("nmr:abandon " + binding + " --yes");
    nmr.awaitShown("lb -s " + HOSTS, it -> assertThat(it).contains("|Resolved "));
    assertThat(nmr.run("nmr:abandon " + binding + " --yes"))
        .contains("is abandoned already, and nobody else waits for it");

    nmr.run("nmr:unload io.nmr.sample.load --stop-only --timeout 200ms");

    assertThat(nmr.run("nmr:pending")).contains("(binding " + binding + ", ");
    assertThat(nmr.run("nmr:abandon " + binding + " --yes"))
        .contains("Abandoned binding " + binding + " of io.nmr.sample.resolver");
    nmr.awaitShown("nmr:pending", it -> assertThat(it).contains("Nothing is pending"));
  }

  @Test
  void json_is_read_by_another_parser_and_says_the_same_as_the_table() throws Exception {
    JsonArray bindings = json("nmr:bindings --json").getAsJsonArray();

    Bindings table = new Bindings(nmr.run("nmr:bindings"));
    for (JsonElement each : bindings) {
      JsonObject binding = each.getAsJsonObject();
      assertThat(table.text())
          .containsPattern("(?m)^ *" + binding.get("id").getAsLong() + " +" + name(binding, "npi"));
    }
    for (String command :
        List.of("npis", "modules", "providers", "clients", "declines", "failures")) {
      assertThat(json("nmr:" + command + " --json").isJsonArray()).as(command).isTrue();
    }
    assertThat(json("nmr:settings --json").isJsonObject()).isTrue();
    long id = bindings.get(0).getAsJsonObject().get("id").getAsLong();
    JsonObject one = json("nmr:binding " + id + " --json").getAsJsonObject();
    assertThat(one.getAsJsonObject("binding").get("id").getAsLong()).isEqualTo(id);
  }

  @Test
  void results_are_objects_for_closures_and_text_for_pipes_and_files() throws Exception {
    int count = json("nmr:bindings --json").getAsJsonArray().size();

    nmr.run("size = ((nmr:bindings) size)");
    assertThat(nmr.run("echo size is $size")).contains("size is " + count);
    assertThat(nmr.run("each (nmr:bindings --npi io.nmr.sample.message) { echo of ($it npi) }"))
        .contains("of io.nmr.sample.message");
    assertThat(nmr.run("each (nmr:npis) { echo conflicts (($it conflictsWith) size) }"))
        .contains("conflicts 0");
    assertThat(
            nmr.run(
                "each (nmr:providers --bundle io.nmr.sample.hosts)"
                    + " { echo version (($it characteristics) get version) }"))
        .contains("version 1.0.0");
    assertThat(nmr.run("nmr:bindings | grep picky").lines())
        .singleElement()
        .asString()
        .contains("io.nmr.sample.picky", "ATTACHED");
    Path file = folder.resolve("bindings.txt");
    nmr.run("nmr:bindings > " + file);
    assertThat(Files.readString(file)).contains("io.nmr.sample.picky");
    nmr.run("nmr:graph --dot > " + file);
    assertThat(file).content().startsWith("digraph nmr {").endsWith("}\n");
    assertThat(nmr.run("nmr:graph --mermaid --out " + folder.resolve("graph.md")))
        .contains("Drawn");
    assertThat(folder.resolve("graph.md")).content().startsWith("flowchart LR");
  }

  @Test
  void watch_and_trace_tell_what_happens() throws Exception {
    assertThat(nmr.run("nmr:trace on")).contains("The trace is on.");

    nmr.run("nmr:watch --for 3s --bundle " + HOSTS + " > " + folder.resolve("seen.txt") + " &");
    nmr.run("nmr:unload " + HOSTS + " --stop-only");

    nmr.err.await(
        "DETACHED binding \\d+, io\\.nmr\\.sample\\.resolver, .* with io\\.nmr\\.sample\\.hosts");
    assertThat(nmr.run("nmr:trace off")).contains("The trace is off.");
    nmr.awaitShown("jobs", it -> assertThat(it).doesNotContain("watch"));
    assertThat(folder.resolve("seen.txt")).content().contains("DETACHED", "HOLD_BEGUN");
  }

  @Test
  void help_describes_each_command_and_each_of_its_arguments() throws Exception {
    String all = nmr.run("help");
    List<String> commands =
        all.lines().filter(it -> it.startsWith("nmr:") && !it.contains("_")).toList();
    assertThat(commands).hasSize(21);
    for (String command : commands) {
      assertThat(nmr.run("help " + command))
          .as(command)
          .contains("scope: nmr")
          .containsPattern("^\\s*" + command.substring(4) + " - \\w+")
          .doesNotContainPattern("(?m)   null$");
    }
    assertThat(nmr.run("help nmr:unload"))
        .contains("--timeout", "--stop-only", "BUNDLE")
        .satisfies(it -> assertThat(it.lines()).allMatch(line -> line.length() <= 80));
  }

  @Test
  void bad_input_is_one_line_and_an_exception() throws Exception {
    for (String bad :
        List.of(
            "nmr:unload nobody",
            "nmr:unload",
            "nmr:binding x",
            "nmr:binding 4711",
            "nmr:bindings --npi nothing",
            "nmr:bindings --jsno",
            "nmr:bindings --npi",
            "nmr:bindings --npi --json",
            "nmr:pending --frames",
            "nmr:graph --out",
            "nmr:binding [1 2]",
            "nmr:binding $nothing",
            "nmr:swap a b --timeout ''",
            "nmr:watch --for 999999999h",
            "nmr:swap io.nmr.sample.hosts no.jar",
            "nmr:abandon",
            "nmr:watch --for ever",
            "nmr:trace perhaps")) {
      nmr.run("exception = none");
      String line = nmr.run(bad).strip();
      assertThat(line.lines()).as(bad).hasSize(1);
      assertThat(nmr.run("$exception toString").strip()).as(bad).isEqualTo(line);
    }
  }

  @Test
  void a_closure_behind_a_command_that_fails_tells_what_it_prints_by_itself() throws Exception {
    assertThat(nmr.run("try { nmr:binding 4711 } { echo failed: ($exception message) }"))
        .contains("failed: there is no binding 4711;");
    assertThat(nmr.run("try { nmr:binding 4711 } { nmr:bindings | cat }"))
        .contains("ATTACHED")
        .doesNotContain("4711;");
    assertThat(nmr.run("each (nmr:bindings --bundle " + HOSTS + ") { nmr:binding ($it id) | cat }"))
        .contains("provider  " + HOSTS);
    assertThat(nmr.run("nmr:binding 4711 ; echo went on")).doesNotContain("went on");
    assertThat(nmr.run("nmr:binding 4711 || echo went on")).doesNotContain("went on");
  }

  /** Two calls inside it; the binding that they go through. */
  private int holdHosts() throws IOException {
    nmr.run("sample:load start 2 60000");
    nmr.awaitShown(
        "nmr:bindings",
        it -> assertThat(new Bindings(it).loadOnHosts().clientCalls()).isEqualTo(2));
    return new Bindings(nmr.run("nmr:bindings")).loadOnHosts().id();
  }

  private JsonElement json(String command) throws IOException {
    return JsonParser.parseString(nmr.run(command));
  }

  private static String name(JsonObject object, String member) {
    return object.get(member).getAsString().replace(".", "\\.");
  }

  private void stopLoadOfWhichNoCallFailed() throws IOException {
    assertThat(nmr.run("sample:load stop")).containsPattern("calls [1-9]\\d*,.* failures 0\\b");
  }
}
