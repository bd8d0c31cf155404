package io.nmr.shell;

import static io.nmr.shell.FakeRuntime.HOSTILE;
import static io.nmr.shell.FakeRuntime.binding;
import static io.nmr.shell.FakeRuntime.deregistering;
import static io.nmr.shell.FakeRuntime.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.nmr.Side;
import io.nmr.runtime.NpiSnapshot;
import io.nmr.runtime.PendingSnapshot;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Function;
import org.jline.reader.Candidate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompletionTest {
  private final FakeRuntime runtime = new FakeRuntime();
  private final FakeFramework framework = new FakeFramework();
  private final FakeDeployer deployer = new FakeDeployer();
  private final FakeSession session = new FakeSession();
  private List<Command> commands;
  private Completion completion;

  @BeforeEach
  void all_commands() {
    framework.add(5, "load", "1.0.0");
    framework.add(6, "hosts", "1.0.0");
    framework.add(7, "hosts", "2.0.0");
    framework.add(8, HOSTILE, "1.0.0");
    runtime.npis.add(new NpiSnapshot("net.resolver", "a.B", "a.C", "x (1)", 1, 1, List.of()));
    runtime.bindings.add(
        binding(
            11,
            registration(Side.CLIENT, "load", 0, 5),
            registration(Side.PROVIDER, "hosts", 0, 6)));
    Bundles bundles = new Bundles(framework.context());
    commands =
        Activator.commands(
            framework.context(), runtime.asRuntimes(), bundles, deployer.asDeployers(), s -> {});
    completion = new Completion(commands, runtime.asRuntimes(), bundles, deployer.asDeployers());
  }

  @Test
  void each_command_and_each_of_its_arguments_has_a_description_that_help_prints() {
    for (Command command : commands) {
      assertThat(Command.functions(command)).isNotEmpty();
      Command.functions(command)
          .forEach(
              method -> {
                for (Parameter each : method.getParameters()) {
                  if (each.getType() != CommandSession.class) {
                    assertThat(each.getAnnotation(Descriptor.class))
                        .as(method + ": " + each)
                        .isNotNull();
                  }
                }
              });
    }
  }

  @Test
  void the_commands_are_those_that_are_promised() {
    assertThat(commands.stream().flatMap(it -> Command.functions(it).stream()))
        .extracting(it -> it.getName())
        .containsExactlyInAnyOrder(
            "npis",
            "modules",
            "providers",
            "clients",
            "bindings",
            "binding",
            "declines",
            "failures",
            "pending",
            "deploy",
            "operations",
            "cancel",
            "unload",
            "swap",
            "abandon",
            "watch",
            "graph",
            "trace",
            "settings",
            "set",
            "strict");
  }

  @Test
  void settings_are_offered_and_what_they_may_be() throws Exception {
    runtime.settings.put("nmr.hold.warn", "5s");
    runtime.settings.put("nmr.hold.policy", "wait");

    assertThat(offered("set", 1, "set", "")).containsExactly("nmr.hold.policy", "nmr.hold.warn");
    assertThat(offered("set", 2, "set", "nmr.hold.policy", "")).containsExactly("wait", "abandon");
    assertThat(offered("set", 2, "set", "nmr.hold.deadline", "")).startsWith("none", "10s");
    assertThat(offered("set", 2, "set", "nmr.history.declines", "")).isEmpty();
    assertThat(offered("set", 0, "set")).isEmpty();
  }

  @Test
  void a_bundle_is_offered_by_its_name_or_by_its_id_where_the_name_does_not_tell()
      throws Exception {
    assertThat(offered("unload", 1, "unload", "")).containsExactly("6", "7", "load", "shell");
    assertThat(offered("unload", 2, "unload", "--stop-only", "")).contains("load");
  }

  @Test
  void the_value_of_an_option_is_offered_behind_it_and_is_no_word_of_its_own() throws Exception {
    assertThat(offered("unload", 2, "unload", "--timeout", "")).contains("10s");
    assertThat(offered("unload", 3, "unload", "--timeout", "10s", "")).contains("load");
    assertThat(offered("bindings", 2, "bindings", "--npi", "")).containsExactly("net.resolver");
    assertThat(offered("graph", 2, "graph", "--npi", "")).containsExactly("net.resolver");
    assertThat(offered("bindings", 1, "bindings", "")).isEmpty();
    assertThat(offered("watch", 2, "watch", "--bundle", "")).contains("load");
  }

  @Test
  void bindings_and_words_are_offered() throws Exception {
    assertThat(offered("binding", 1, "binding", "")).containsExactly("11");
    assertThat(offered("trace", 1, "trace", "")).containsExactly("on", "off");
    assertThat(offered("binding", 2, "binding", "11", "")).isEmpty();
    assertThat(offered("nothing", 1, "nothing", "")).isEmpty();
  }

  @Test
  void only_what_can_be_abandoned_is_offered_for_that() throws Exception {
    runtime.bindings.add(
        binding(
            12,
            registration(Side.CLIENT, "load", 0, 5),
            deregistering(registration(Side.PROVIDER, "hosts", 0, 6))));
    runtime.pending.add(
        new PendingSnapshot(
            deregistering(registration(Side.PROVIDER, "hosts", 0, 6)),
            FakeRuntime.NOW,
            true,
            false,
            List.of(Blockers.call(12, "load-1", 1), Blockers.call(12, "load-2", 1))));

    assertThat(offered("abandon", 1, "abandon", "")).containsExactly("12");
  }

  @Test
  void numbers_are_offered_in_the_order_of_numbers_also_by_an_editor_that_sorts() throws Exception {
    for (long id : new long[] {2, 100, 3, 20}) {
      runtime.bindings.add(
          binding(
              id,
              registration(Side.CLIENT, "load", 0, 5),
              registration(Side.PROVIDER, "hosts", 0, 6)));
    }
    framework.add(20, "hosts", "3.0.0");

    assertThat(sorted("binding", 1, "binding", "")).containsExactly("2", "3", "11", "20", "100");
    assertThat(sorted("unload", 1, "unload", "")).containsExactly("6", "7", "20", "load", "shell");
    assertThat(sorted("watch", 2, "watch", "--for", "")).containsExactly("10s", "30s", "1m", "5m");
  }

  private List<String> sorted(String command, int index, String... words) throws Exception {
    Object offered = completion._complete(session.asSession(), command, List.of(words), index);
    return ((List<?>) offered)
        .stream().map(Candidate.class::cast).sorted().map(Candidate::value).toList();
  }

  @Test
  void options_and_descriptions_are_declared_to_the_shell() throws Exception {
    List<List<Object>> declared = new ArrayList<>();
    Function complete =
        (it, arguments) -> {
          declared.add(List.copyOf(arguments));
          return null;
        };
    session.variables.put("gogo:complete", complete);

    completion._completions(session.asSession());

    assertThat(declared)
        .contains(
            List.of("-c", "nmr:abandon", "-l", "yes", "-s", "y", "-d", "does not ask"),
            List.of(
                "-c",
                "nmr:unload",
                "-a",
                "nmr:_complete unload ($.commandLine words) ($.commandLine wordIndex)"))
        .anyMatch(it -> it.subList(0, 3).equals(List.of("-c", "nmr:npis", "-d")));
  }

  @Test
  void a_shell_that_completes_nothing_is_left_alone() throws Exception {
    assertThatCode(() -> completion._completions(session.asSession())).doesNotThrowAnyException();
    assertThat(session.variables).isEmpty();
  }

  private List<String> offered(String command, int index, String... words) throws Exception {
    Object offered = completion._complete(session.asSession(), command, List.of(words), index);
    return ((List<?>) offered)
        .stream().map(it -> it instanceof Candidate one ? one.value() : (String) it).toList();
  }
}
