package io.nmr.shell;

import io.nmr.runtime.BindingSnapshot;
import io.nmr.shell.text.Plain;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Parameter;
import org.jline.reader.Candidate;
import org.jspecify.annotations.Nullable;

/**
 * What the tab key offers. It is made of the same annotations as the help. A profile of gogo.jline
 * declares it with {@code nmr:_completions}; the shell then asks {@code nmr:_complete}. Both names
 * begin with an underscore, so the tab key does not offer these two commands themselves.
 */
final class Completion {
  private static final List<String> DURATIONS = List.of("10s", "30s", "1m", "5m");

  private final Map<String, Method> commands = new TreeMap<>();
  private final CurrentRegistrar runtimes;
  private final Bundles bundles;
  private final CurrentDeployer deployers;

  /** Completes the lines of all described public methods of the commands' objects. */
  Completion(
      List<Command> targets,
      CurrentRegistrar runtimes,
      Bundles bundles,
      CurrentDeployer deployers) {
    this.deployers = deployers;
    this.runtimes = runtimes;
    this.bundles = bundles;
    for (Command target : targets) {
      Command.functions(target).forEach(it -> commands.put(it.getName(), it));
    }
  }

  @Descriptor("declares what the tab key completes; for a profile of gogo.jline")
  public void _completions(CommandSession session) throws Exception {
    if (!(session.get("gogo:complete") instanceof Function complete)) {
      return;
    }
    for (Map.Entry<String, Method> each : commands.entrySet()) {
      String name = "nmr:" + each.getKey();
      List<String> declaration = List.of("-c", name, "-d", description(each.getValue()));
      complete.execute(session, List.copyOf(declaration));
      for (java.lang.reflect.Parameter parameter : each.getValue().getParameters()) {
        Parameter option = parameter.getAnnotation(Parameter.class);
        if (option != null) {
          complete.execute(session, option(name, option, parameter));
        }
      }
      String candidates =
          "nmr:_complete %s ($.commandLine words) ($.commandLine wordIndex)"
              .formatted(each.getKey());
      complete.execute(session, List.of("-c", name, "-a", candidates));
    }
  }

  private static String description(Method command) {
    String all = command.getAnnotation(Descriptor.class).value();
    int end = all.indexOf(':');
    return end < 0 ? all : all.substring(0, end);
  }

  private static List<Object> option(
      String command, Parameter option, java.lang.reflect.Parameter parameter) {
    List<Object> words = new ArrayList<>(List.of("-c", command));
    for (String name : option.names()) {
      words.addAll(
          name.startsWith("--")
              ? List.of("-l", name.substring(2))
              : List.of("-s", name.substring(1)));
    }
    words.addAll(List.of("-d", parameter.getAnnotation(Descriptor.class).value()));
    return words;
  }

  @Descriptor("what the tab key offers at a place of a command line")
  public Object _complete(CommandSession session, String command, List<?> words, int index)
      throws Exception {
    Method method = commands.get(command);
    Completes.Kind kind = method == null || index < 1 ? null : kind(method, words, index);
    return kind == null ? List.of() : candidates(kind, session, words.get(index - 1).toString());
  }

  private static Completes.@Nullable Kind kind(Method method, List<?> words, int index) {
    int place = 0;
    for (int i = 1; i < index; i++) {
      Optional<java.lang.reflect.Parameter> option =
          CommandLine.of(method).option(String.valueOf(words.get(i))).filter(CommandLine::isValued);
      if (option.isPresent()) {
        i++;
        if (i == index) {
          return kindAt(option.get(), 0);
        }
      } else if (!String.valueOf(words.get(i)).startsWith("-")) {
        place++;
      }
    }
    java.lang.reflect.Parameter[] parameters = method.getParameters();
    return kindAt(parameters[parameters.length - 1], place);
  }

  private static Completes.@Nullable Kind kindAt(java.lang.reflect.Parameter of, int place) {
    Completes completed = of.getAnnotation(Completes.class);
    return completed == null || place >= completed.value().length ? null : completed.value()[place];
  }

  private Object candidates(Completes.Kind kind, CommandSession session, String before)
      throws Exception {
    List<String> words =
        switch (kind) {
          case BUNDLE -> bundles.words();
          case NPI ->
              runtimes.find().stream()
                  .flatMap(it -> it.npis().stream())
                  .map(it -> it.id())
                  .sorted()
                  .toList();
          case BINDING ->
              ids(
                  runtimes.find().stream()
                      .flatMap(it -> it.bindings().stream())
                      .map(BindingSnapshot::id));
          case WAITED_BINDING ->
              ids(runtimes.find().stream().flatMap(it -> AbandonCommand.waitedFor(it).stream()));
          case OPERATION -> deployers.running();
          case ON_OFF -> List.of("on", "off");
          case DURATION -> DURATIONS;
          case SETTING ->
              runtimes.find().stream()
                  .flatMap(it -> it.settings().keySet().stream())
                  .sorted()
                  .toList();
          case SETTING_VALUE -> settingValues(before);
          case FILE -> List.of();
        };
    return kind == Completes.Kind.FILE
        ? session.execute("__files")
        : Ordered.of(words.stream().filter(it -> it.equals(Plain.of(it))).toList());
  }

  /** The values that can be listed; for a duration, some usual ones. */
  private static List<String> settingValues(String name) {
    return switch (name) {
      case "nmr.hold.policy" -> List.of("wait", "abandon");
      case "nmr.hold.deadline" -> Stream.concat(Stream.of("none"), DURATIONS.stream()).toList();
      case "nmr.hold.warn" -> DURATIONS;
      case "nmr.hold.rules" -> List.of("none");
      default -> List.of();
    };
  }

  private static List<String> ids(Stream<Long> bindings) {
    return bindings.sorted().map(id -> Long.toString(id)).toList();
  }

  /**
   * Keeps the tab key's offers in the order in which they are given. The line editor sorts plain
   * texts, and would put 10 before 2; but it asks its own candidates for their order.
   */
  static final class Ordered {
    private Ordered() {}

    /** The words as jline's candidates; the plain words where there is no jline. */
    static List<?> of(List<String> words) {
      try {
        return InEditor.of(words);
      } catch (NoClassDefFoundError absent) { // an optional import
        return words;
      }
    }

    /**
     * A candidate. This is a class of its own, so the JVM loads it only where jline is installed.
     */
    private static final class InEditor extends Candidate {
      private final int place;

      private InEditor(String word, int place) {
        super(word, word, null, null, null, null, true);
        this.place = place;
      }

      static List<InEditor> of(List<String> words) {
        return IntStream.range(0, words.size())
            .mapToObj(i -> new InEditor(words.get(i), i))
            .toList();
      }

      @Override
      public int compareTo(Candidate other) {
        return other instanceof InEditor it
            ? Integer.compare(place, it.place)
            : super.compareTo(other);
      }
    }
  }
}
