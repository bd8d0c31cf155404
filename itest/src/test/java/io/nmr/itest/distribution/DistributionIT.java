package io.nmr.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The distribution as built and as a person uses it: started by its script, told by its shell. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.nmr.itest.distribution.Jdk#all")
@Tag("distribution")
@Timeout(90)
class DistributionIT {
  private static final String HOSTS = "io.nmr.sample.hosts";
  private static final String LIST_HOSTS = "lb -s " + HOSTS;

  @Parameter Jdk jdk;
  @TempDir Path folder;
  private Nmr nmr;

  @BeforeEach
  void there_is_such_a_jdk() {
    assumeTrue(jdk.home().isPresent(), () -> "there is no " + jdk);
  }

  @AfterEach
  void destroy() {
    if (nmr != null) {
      nmr.close();
    }
  }

  @Test
  void the_stack_is_attached_and_serves_until_exit_ends_it_with_code_0() throws Exception {
    nmr = Nmr.start(jdk, folder);

    assertThat(nmr.run("$.context getProperty java.specification.version"))
        .isEqualToIgnoringWhitespace(Integer.toString(jdk.version()));
    assertThat(nmr.run("lb -s").lines().filter(line -> line.contains("|io.nmr.")))
        .hasSizeGreaterThan(15)
        .allMatch(line -> line.matches(" *\\d+\\|Active .*"));
    bindings()
        .assertAttached("resolver", "gateway", "hosts")
        .assertAttached("resolver", "load", "dns")
        .assertAttached("transport", "echo", "tcp")
        .assertAttached("transport", "framing", "unix")
        .assertAttached("message", "echo", "framing");
    assertThat(nmr.served().resolve("localhost")).contains("\"localhost\"", "127.0.0.1");
    nmr.served().assertEchoes();

    assertThat(nmr.endBy("exit 0")).isZero();
    assertThat(nmr.err.lines()).isEmpty();
  }

  @Test
  void exit_ends_it_with_the_code_that_it_is_given_and_nothing_is_printed_of_that()
      throws Exception {
    nmr = Nmr.start(jdk, folder);
    assertThat(nmr.run("exit soon").lines()).singleElement().asString().contains("soon");
    int before = nmr.out.length();

    assertThat(nmr.endBy("exit 3")).isEqualTo(3);

    assertThat(nmr.err.lines()).isEmpty();
    assertThat(nmr.out.from(before)).doesNotContain("Exception");
  }

  @Test
  void a_second_start_that_sees_no_process_of_the_first_leaves_it_its_storage() throws Exception {
    String[] alone = {"unshare", "--pid", "--fork", "--mount-proc"};
    assumeTrue(Nmr.runs(alone), "there are no PID namespaces for this user");
    nmr = Nmr.start(jdk, folder);
    String id = idOfHosts();
    Path storage = Path.of(nmr.run("$.context getProperty org.osgi.framework.storage").strip());
    assertThat(storage).isNotEmptyDirectory();

    try (Nmr second = nmr.another(alone)) {
      assertThat(second.run("nmr:bindings")).contains("io.nmr.sample.hosts");
      assertThat(storage).isNotEmptyDirectory();
      assertThat(second.run("$.context getProperty org.osgi.framework.storage").strip())
          .isNotEqualTo(storage.toString());
      nmr.run("update " + id);
      assertThat(nmr.run(LIST_HOSTS)).contains("|Active ");
      assertThat(second.endBy("exit 0")).isZero();
    }

    try (Nmr third = nmr.another()) {
      assertThat(third.endBy("exit 0")).isZero();
    }
    assertThat(storage.resolveSibling(".").toFile().list((at, name) -> name.endsWith(".lock")))
        .as("that of the first, and that of the third, which has just ended")
        .hasSize(2)
        .contains(storage.getFileName() + ".lock");
  }

  @Test
  void R6_the_picky_client_is_attached_to_the_resolver_of_the_version_that_it_wants()
      throws Exception {
    nmr = Nmr.start(jdk, folder);

    Bindings bindings = bindings().assertAttached("resolver", "picky", "dns");

    assertThat(bindings.row("resolver", "picky", "hosts")).isEmpty();
  }

  @Test
  void H1_a_loaded_resolver_stops_starts_is_updated_and_uninstalled_and_no_call_fails()
      throws Exception {
    nmr = Nmr.start(jdk, folder);
    String id = idOfHosts();
    assertThat(nmr.run("sample:load start 4")).contains("started with 4 threads");

    nmr.run("stop " + id);
    assertThat(nmr.run(LIST_HOSTS)).contains("|Resolved ");
    bindings().assertNoneOf("hosts");
    nmr.run("start " + id);
    int before = bindings().loadOnHosts().id();
    nmr.run("update " + id);
    assertThat(bindings().loadOnHosts().id()).isGreaterThan(before);
    nmr.run("uninstall " + id);
    assertThat(nmr.run(LIST_HOSTS)).doesNotContain(HOSTS);
    bindings().assertNoneOf("hosts");

    assertThat(nmr.run("sample:load")).contains("running");
    stopLoadOfWhichNoCallFailed();
  }

  @Test
  void H4_a_stop_with_calls_inside_is_held_until_they_end_and_says_by_whom() throws Exception {
    nmr = Nmr.start(jdk, folder, "-Dnmr.hold.warn=200ms");
    String id = idOfHosts();
    nmr.run("sample:load start 2 60000");
    nmr.awaitShown(
        "nmr:bindings",
        it -> assertThat(new Bindings(it).loadOnHosts().clientCalls()).isEqualTo(2));

    nmr.run("stop " + id + " &");

    String held = "the stop of io\\.nmr\\.sample\\.hosts \\(" + id + "\\) has been held for .*";
    String call = "call by io\\.nmr\\.sample\\.load into io\\.nmr\\.sample\\.hosts .*";
    nmr.err.await("WARN .*" + held + "waiting for .*" + call + "'nmr-sample-load-[12]'");
    assertThat(nmr.run(LIST_HOSTS)).contains("|Stopping ");
    Bindings meanwhile = bindings();
    assertThat(meanwhile.loadOnHosts().state()).isEqualTo("DETACHING");
    assertThat(meanwhile.text())
        .contains("holds back the stop of io.nmr.sample.hosts (" + id + ")")
        .contains("waits for call by io.nmr.sample.load into io.nmr.sample.hosts")
        .contains("'nmr-sample-load-1'", "'nmr-sample-load-2'");
    assertThat(nmr.run("jobs")).contains("background stop " + id);
    stopLoadOfWhichNoCallFailed(); // which ends the calls
    nmr.awaitShown("jobs", it -> assertThat(it).doesNotContain("stop " + id));
    assertThat(nmr.run(LIST_HOSTS)).contains("|Resolved ");
    bindings().assertNoneOf("hosts");
  }

  @Test
  void H2_a_jar_dropped_replaced_and_deleted_is_deployed_swapped_and_unloaded_under_load()
      throws Exception {
    nmr = Nmr.start(jdk, folder);
    nmr.run("sample:load start 2");

    nmr.modules.delete("hosts");
    nmr.awaitShown(LIST_HOSTS, it -> assertThat(it).doesNotContain(HOSTS));
    nmr.modules.put("hosts", "1.0.1");
    nmr.awaitShown(LIST_HOSTS, isActive("1.0.1"));
    String id = idOfHosts();
    int before = bindings().loadOnHosts().id();
    nmr.modules.put("hosts", "1.0.2");
    nmr.awaitShown(LIST_HOSTS, isActive("1.0.2").andThen(hasNo("1.0.1")));
    assertThat(idOfHosts()).isNotEqualTo(id);
    assertThat(bindings().loadOnHosts().id()).isGreaterThan(before);
    nmr.modules.delete("hosts");
    nmr.awaitShown(LIST_HOSTS, it -> assertThat(it).doesNotContain(HOSTS));
    bindings().assertNoneOf("hosts");

    stopLoadOfWhichNoCallFailed();
  }

  private static Consumer<String> isActive(String version) {
    return shown -> assertThat(shown).contains("|Active ", "|" + version);
  }

  private static Consumer<String> hasNo(String version) {
    return shown -> assertThat(shown).doesNotContain(version);
  }

  @Test
  void a_bad_setting_is_one_line_with_its_name_and_value() throws Exception {
    nmr = Nmr.start(jdk, folder, "-Dnmr.hold.policy=hope");

    nmr.err.await("nmr\\.hold\\.policy is 'hope'; give one of \\[wait, abandon\\].*\\R");
    assertThat(nmr.run("nmr:bindings")).contains("No registrar is running");
    assertThat(nmr.err.lines()).hasSize(1);
  }

  @Test
  void a_taken_port_is_a_line_that_says_what_to_set_and_the_rest_is_up() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      nmr = Nmr.start(jdk, folder, "-Dnmr.sample.gateway.port=" + port);

      nmr.err.await(
          "^gateway: port " + port + " is taken; set nmr\\.sample\\.gateway\\.port to another");
      assertThat(nmr.run("lb -s io.nmr.sample.gateway")).contains("|Resolved ");
      bindings().assertNoneOf("gateway").assertAttached("resolver", "load", "hosts");
      nmr.served().assertEchoes();
    }
  }

  @Test
  void an_activator_that_throws_is_one_line_with_its_own_frame_and_the_rest_where_asked_for()
      throws Exception {
    String frame =
        "at io\\.nmr\\.sample\\.gateway\\.GatewayModule\\.port\\(GatewayModule\\.java:\\d+\\)";
    String line = "nmr\\.sample\\.gateway\\.port=x: give a port from 0 to 65535, " + frame + "\\)$";
    nmr = Nmr.start(jdk, folder, "-Dnmr.sample.gateway.port=x");
    nmr.err.await(line);
    assertThat(nmr.err.lines()).hasSize(1);
    nmr.close();

    Path second = Files.createDirectory(folder.resolve("traced"));
    nmr = Nmr.start(jdk, second, "-Dnmr.sample.gateway.port=x", "-Dnmr.console.trace=true");
    nmr.err.await(line);
    nmr.err.await("^Caused by: .*give a port from 0 to 65535$");
    nmr.err.await("^\tat org\\.apache\\.felix\\.framework\\.");
  }

  private Bindings bindings() throws IOException {
    return new Bindings(nmr.run("nmr:bindings"));
  }

  private String idOfHosts() throws IOException {
    String listed = nmr.run(LIST_HOSTS);
    Matcher matcher =
        Pattern.compile("(\\d+)\\|.*\\|" + Pattern.quote(HOSTS) + " ").matcher(listed);
    assertThat(matcher.find()).as(listed).isTrue();
    return matcher.group(1);
  }

  private void stopLoadOfWhichNoCallFailed() throws IOException {
    assertThat(nmr.run("sample:load stop")).containsPattern("calls [1-9]\\d*,.* failures 0\\b");
  }
}
