package io.nmr.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.runtime.PendingSnapshot;
import io.nmr.shell.result.CommandException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines as Gogo itself takes them. */
@Timeout(20)
class GogoTest {
  private final Scene scene = new Scene();
  private final ThreadIOImpl threads = new ThreadIOImpl();
  private List<Command> commands;
  private CommandSession session;

  @BeforeEach
  void a_session() {
    threads.start();
    CommandProcessorImpl gogo = new CommandProcessorImpl(threads);
    commands =
        Activator.commands(
            scene.framework.context(),
            scene.runtime.asRuntimes(),
            scene.bundles,
            FakeDeployer.endingAtOnce().asDeployers(),
            line -> {});
    for (Command each : commands) {
      gogo.addCommand("nmr", each, Command.functions(each).get(0).getName());
    }
    session =
        gogo.createSession(
            new ByteArrayInputStream(new byte[0]),
            new ByteArrayOutputStream(),
            new ByteArrayOutputStream());
    scene.runtime.pending.add(
        new PendingSnapshot(
            scene.runtime.registrations.get(0),
            FakeRuntime.NOW,
            true,
            false,
            List.of(Blockers.call("load-1", 2))));
  }

  @AfterEach
  void end() {
    session.close();
    threads.stop();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          nmr:bindings --npi             | nmr:bindings --npi needs NPI; see help nmr:bindings
          nmr:bindings --json --npi      | nmr:bindings --npi needs NPI; see help nmr:bindings
          nmr:bindings --npi --json      | nmr:bindings --npi needs NPI; see help nmr:bindings
          nmr:bindings --npi ''          | nmr:bindings --npi needs NPI; see help nmr:bindings
          nmr:providers --bundle         | nmr:providers --bundle needs BUNDLE; see help nmr:providers
          nmr:clients --npi a --npi b    | nmr:clients takes --npi once; see help nmr:clients
          nmr:clients --npi=a            | nmr:clients has no option '--npi=a'; see help nmr:clients
          nmr:npis --json --json         | nmr:npis takes --json once; see help nmr:npis
          nmr:npis --jsno                | nmr:npis has no option '--jsno'; see help nmr:npis
          nmr:failures -v                | nmr:failures has no option '-v'; see help nmr:failures
          nmr:modules x                  | nmr:modules does not take 'x'; see help nmr:modules
          nmr:settings 1                 | nmr:settings does not take '1'; see help nmr:settings
          nmr:set                        | nmr:set needs NAME and VALUE or --default; see help nmr:set
          nmr:set a                      | nmr:set needs VALUE or --default; see help nmr:set
          nmr:set a ' '                  | nmr:set needs VALUE or --default; see help nmr:set
          nmr:set a b c                  | nmr:set does not take 'c'; see help nmr:set
          nmr:set a b --default          | nmr:set does not take 'b'; see help nmr:set
          nmr:pending --frames           | nmr:pending --frames needs NUMBER; see help nmr:pending
          nmr:pending --frames -1        | --frames: '-1' is no number from 0 on
          nmr:binding                    | nmr:binding needs BINDING; see help nmr:binding
          nmr:binding 1 2                | nmr:binding does not take '2'; see help nmr:binding
          nmr:binding [1 2]              | '[1, 2]' is no binding id; nmr:bindings lists them
          nmr:binding $unset             | nmr:binding got null for a word, as of a variable that is not set; see help nmr:binding
          nmr:abandon --yes              | nmr:abandon needs BINDING; see help nmr:abandon
          nmr:abandon -x 11              | nmr:abandon has no option '-x'; see help nmr:abandon
          nmr:watch --for                | nmr:watch --for needs DURATION; see help nmr:watch
          nmr:watch --for 999999999h     | --for: '999999999h' is longer than 100000 h 0 min
          nmr:graph --out                | nmr:graph --out needs FILE; see help nmr:graph
          nmr:graph --dot --mermaid      | nmr:graph draws --dot, --mermaid or --json, one of them
          nmr:trace on off               | nmr:trace does not take 'off'; see help nmr:trace
          nmr:trace perhaps              | 'perhaps'? nmr:trace takes on or off
          nmr:strict perhaps             | 'perhaps'? nmr:strict takes on or off
          nmr:unload --timeout           | nmr:unload --timeout needs DURATION; see help nmr:unload
          nmr:unload hosts --timeout ''  | nmr:unload --timeout needs DURATION; see help nmr:unload
          nmr:unload hosts load          | nmr:unload does not take 'load'; see help nmr:unload
          nmr:unload ''                  | there is no bundle ''; lb -s lists them
          nmr:swap hosts                 | nmr:swap needs FILE; see help nmr:swap
          nmr:swap                       | nmr:swap needs BUNDLE and FILE; see help nmr:swap
          nmr:deploy                     | nmr:deploy needs FILE; see help nmr:deploy
          nmr:deploy a b                 | nmr:deploy does not take 'b'; see help nmr:deploy
          nmr:operations 1               | nmr:operations does not take '1'; see help nmr:operations
          nmr:cancel                     | nmr:cancel needs OPERATION; see help nmr:cancel
          nmr:swap hosts no.jar --timeout| nmr:swap --timeout needs DURATION; see help nmr:swap
          """)
  void a_line_that_does_not_fit_is_refused_in_one_that_says_why(String line, String why) {
    assertThatThrownBy(() -> session.execute(line))
        .isInstanceOf(CommandException.class)
        .hasMessage(why)
        .matches(it -> line.contains("--json") || it.toString().equals(why), "is printed as it is");
  }

  @Test
  void each_command_that_fails_prints_the_same_object_where_json_was_asked_for() {
    for (Command each : commands) {
      String name = "nmr:" + Command.functions(each).get(0).getName();
      String why = name + " has no option '--nonsense'; see help " + name;
      assertThatThrownBy(() -> session.execute(name + " --nonsense --json"))
          .as(name)
          .isInstanceOf(CommandException.class)
          .hasMessage(why)
          .hasToString("{\"error\":{\"command\":\"" + name + "\",\"message\":\"" + why + "\"}}");
    }
    assertThatThrownBy(() -> session.execute("nmr:binding --json 4711"))
        .hasMessage("there is no binding 4711; nmr:bindings lists them")
        .hasToString(
            "{\"error\":{\"command\":\"nmr:binding\","
                + "\"message\":\"there is no binding 4711; nmr:bindings lists them\"}}");
  }

  @Test
  void each_command_has_json() {
    assertThat(commands)
        .allSatisfy(
            each ->
                assertThat(CommandLine.of(Command.functions(each).get(0)).option("--json"))
                    .isPresent());
  }

  @Test
  void a_name_that_no_file_can_have_is_refused() {
    session.put("name", "a\u0000b");

    assertThatThrownBy(() -> session.execute("nmr:graph --out $name"))
        .hasToString("'a\\u0000b' is no name of a file: Nul character not allowed");
  }

  @Test
  void what_is_named_in_a_refusal_reaches_no_terminal_as_a_command() {
    session.put("word", "all\u001b[2J");

    assertThatThrownBy(() -> session.execute("nmr:declines $word"))
        .hasToString("nmr:declines does not take 'all\\u001b[2J'; see help nmr:declines");
  }

  @Test
  void options_stand_anywhere_and_a_session_is_handed_on() throws Exception {
    assertThat(session.execute("nmr:binding --json 11")).asString().startsWith("{\"binding\":");
    assertThat(session.execute("nmr:binding 11 --json")).asString().startsWith("{\"binding\":");
    assertThat(session.execute("nmr:bindings --bundle load --json --npi " + FakeRuntime.NPI))
        .asString()
        .contains("\"id\":11")
        .doesNotContain("\"id\":12");
    assertThat(session.execute("nmr:graph --dot")).asString().startsWith("digraph nmr");
    assertThat(session.execute("nmr:trace --json")).isEqualTo("{\"isOn\":false}");
    assertThat(session.execute("nmr:graph --json")).asString().startsWith("{\"registrations\":");
    assertThat(session.execute("(nmr:trace) isOn")).isEqualTo(false);
    assertThat(session.execute("((nmr:graph) bindings) size")).isEqualTo(2);
  }

  @Test
  void a_result_and_all_in_it_goes_on_into_methods() throws Exception {
    FakeRuntime runtime = scene.runtime;
    runtime.registrations.set(
        0, FakeRuntime.with(Map.of("version", 2), runtime.registrations.get(0)));

    assertThat(session.execute("(nmr:bindings) size")).isEqualTo(2);
    assertThat(session.execute("((nmr:bindings) get 1) id")).isEqualTo(12L);
    assertThat(session.execute("(((nmr:bindings) get 0) detachCause) isPresent")).isEqualTo(false);
    assertThat(session.execute("(((nmr:npis) get 0) conflictsWith) size")).isEqualTo(0);
    assertThat(session.execute("(((nmr:providers) get 0) characteristics) get version"))
        .isEqualTo(2);
    assertThat(session.execute("(((nmr:pending) get 0) blockers) size")).isEqualTo(1);
    assertThat(session.execute("(((nmr:pending) get 0) registration) module")).isEqualTo("hosts");
    assertThat(session.execute("((((nmr:pending) get 0) blockers) get 0) thread"))
        .hasToString("Optional[load-1]");
    assertThat(session.execute("((nmr:binding 11) blockers) size")).isEqualTo(0);
    assertThat(session.execute("((nmr:binding 11) binding) state")).isEqualTo("ATTACHED");
    assertThat(session.execute("(((nmr:unload gateway) operation) notes) isEmpty")).isEqualTo(true);
  }
}
