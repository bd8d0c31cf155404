package io.nmr.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.junit.jupiter.api.Test;

/** {@code docs/commands.md} names exactly the commands, arguments and options that exist. */
class CommandsDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "commands.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final String CELL_BORDER = "(?<!\\\\)\\|";

  private final Map<String, Method> commands = commands();

  private static Map<String, Method> commands() {
    Scene scene = new Scene();
    List<Command> all =
        Activator.commands(
            scene.framework.context(),
            scene.runtime.asRuntimes(),
            scene.bundles,
            FakeDeployer.none(),
            line -> {});
    Map<String, Method> methods = new TreeMap<>();
    for (Command each : all) {
      Method method = Command.functions(each).get(0);
      methods.put(method.getName(), method);
    }
    return methods;
  }

  @Test
  void each_command_has_a_row_with_its_arguments_and_each_row_a_command() throws IOException {
    assertThat(rows())
        .extracting(row -> row.get(0))
        .containsExactlyInAnyOrderElementsOf(
            commands.values().stream().map(it -> "`" + usage(it) + "`").toList());
  }

  @Test
  void each_option_stands_in_its_commands_row_and_each_row_has_no_others() throws IOException {
    Map<String, Set<String>> written = new TreeMap<>();
    for (List<String> row : rows()) {
      String command = codes(row.get(0)).get(0).split(" ", 2)[0];
      written.put(command, Set.copyOf(codes(row.get(1))));
    }
    Map<String, Set<String>> declared = new TreeMap<>();
    commands.forEach(
        (name, command) -> {
          Set<String> options = options(command);
          options.removeAll(common());
          declared.put(name, options);
        });

    assertThat(written).isEqualTo(declared);
  }

  @Test
  void the_options_that_every_command_has_are_named_once() throws IOException {
    assertThat(codes(section("Arguments and options")))
        .filteredOn(it -> it.startsWith("-"))
        .containsExactlyInAnyOrderElementsOf(common());
  }

  /** A command's name and arguments; the description of the arguments begins with their names. */
  private static String usage(Method command) {
    java.lang.reflect.Parameter[] all = command.getParameters();
    String description = description(all[all.length - 1]);
    return description.equals(Command.NOTHING)
        ? command.getName()
        : command.getName() + " " + beforeColon(description);
  }

  /** All names of all options, each with the kind of its value. */
  private static Set<String> options(Method command) {
    Set<String> options = new HashSet<>();
    for (java.lang.reflect.Parameter each : command.getParameters()) {
      Parameter option = each.getAnnotation(Parameter.class);
      if (option != null) {
        String value = CommandLine.isValued(each) ? " " + beforeColon(description(each)) : "";
        Arrays.stream(option.names()).forEach(name -> options.add(name + value));
      }
    }
    return options;
  }

  private Collection<String> common() {
    List<String> common = new ArrayList<>(options(commands.get("npis")));
    commands.values().forEach(it -> common.retainAll(options(it)));
    return common;
  }

  private static String description(java.lang.reflect.Parameter parameter) {
    return parameter.getAnnotation(Descriptor.class).value();
  }

  private static String beforeColon(String description) {
    return description.split(":", 2)[0];
  }

  /** The rows of the table of commands, each with its cells; a border in a cell is escaped. */
  private static List<List<String>> rows() throws IOException {
    return Files.readString(DOCUMENT)
        .split("\n## ", 2)[0]
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(
            line ->
                Arrays.stream(line.split(CELL_BORDER))
                    .skip(1)
                    .map(cell -> cell.strip().replace("\\|", "|"))
                    .toList())
        .toList();
  }

  private static List<String> codes(String text) {
    Stream<MatchResult> found = CODE.matcher(text).results();
    return found.map(it -> it.group(1)).toList();
  }

  private static String section(String heading) throws IOException {
    String[] parts = Files.readString(DOCUMENT).split("\n## " + heading + "\n", 2);
    assertThat(parts).as(heading).hasSize(2);
    return parts[1].split("\n## ", 2)[0];
  }
}
