package io.nmr.shell;

import io.nmr.shell.result.CommandException;
import io.nmr.text.Durations;
import java.lang.reflect.Method;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/**
 * What may stand behind a command's name, as the parameters of its method say. A {@code
 * CommandSession} parameter receives the session, a parameter with {@link Parameter} is an option,
 * and the array at the end receives all other words.
 */
record CommandLine(Method command) {
  static CommandLine of(Method command) {
    return new CommandLine(command);
  }

  /**
   * Makes the method's arguments of the given words.
   *
   * @throws CommandException if an option is unknown, is given twice, or lacks its value
   */
  Object[] read(CommandSession session, List<?> given) {
    Map<java.lang.reflect.Parameter, String> values = new HashMap<>();
    List<String> words = new ArrayList<>();
    List<String> all = given.stream().map(this::text).toList();
    for (int i = 0; i < all.size(); i++) {
      String word = all.get(i);
      if (!word.startsWith("-") || word.length() == 1) {
        words.add(word);
        continue;
      }
      java.lang.reflect.Parameter option =
          option(word).orElseThrow(() -> refused("has no option '" + word + "'"));
      String value = annotation(option).presentValue();
      if (isValued(option)) {
        value = i + 1 < all.size() ? all.get(++i) : "";
        if (value.isEmpty() || option(value).isPresent()) {
          throw refused(word + " needs " + need(option));
        }
      }
      if (values.put(option, value) != null) {
        throw refused("takes " + word + " once");
      }
    }
    return Arrays.stream(command.getParameters())
        .map(it -> argument(it, session, values, words))
        .toArray();
  }

  private String text(Object word) {
    if (word == null) { // Gogo's value of a variable that is not set
      throw refused("got null for a word, as of a variable that is not set");
    }
    return word.toString();
  }

  /** Finds the option of that name. */
  Optional<java.lang.reflect.Parameter> option(String name) {
    return Arrays.stream(command.getParameters())
        .filter(it -> it.isAnnotationPresent(Parameter.class))
        .filter(it -> List.of(annotation(it).names()).contains(name))
        .findFirst();
  }

  private static Parameter annotation(java.lang.reflect.Parameter option) {
    return option.getAnnotation(Parameter.class);
  }

  /** Whether an option takes the word that follows it. */
  static boolean isValued(java.lang.reflect.Parameter option) {
    return annotation(option).presentValue().equals(Parameter.UNSPECIFIED);
  }

  /** The kind of value that the option needs: the beginning of its description. */
  private static String need(java.lang.reflect.Parameter option) {
    return option.getAnnotation(Descriptor.class).value().split(":", 2)[0];
  }

  private static Object argument(
      java.lang.reflect.Parameter parameter,
      CommandSession session,
      Map<java.lang.reflect.Parameter, String> values,
      List<String> words) {
    if (parameter.getType() == CommandSession.class) {
      return session;
    } else if (parameter.isVarArgs()) {
      return words.toArray(String[]::new);
    }
    String value = values.getOrDefault(parameter, annotation(parameter).absentValue());
    return parameter.getType() == boolean.class ? Boolean.valueOf(value) : value;
  }

  private CommandException refused(String why) {
    return new CommandException(
        "nmr:%s %s; see help nmr:%s".formatted(command.getName(), why, command.getName()));
  }

  /**
   * Checks the number of words that are not options.
   *
   * @param command the command's name
   * @param words the words of the line
   * @param names the names of the arguments that the command takes
   * @return as many words as there are names
   * @throws CommandException if there are more or fewer words
   */
  static List<String> words(String command, String[] words, String... names) {
    List<String> given = List.of(words);
    if (given.size() > names.length) {
      throw new CommandException(
          "nmr:%s does not take '%s'%s"
              .formatted(command, given.get(names.length), seeHelp(command)));
    } else if (given.size() < names.length) {
      throw new CommandException(
          "nmr:%s needs %s%s"
              .formatted(
                  command,
                  String.join(" and ", Arrays.copyOfRange(names, given.size(), names.length)),
                  seeHelp(command)));
    }
    return given;
  }

  private static String seeHelp(String command) {
    return "; see help nmr:" + command;
  }

  /** Reads a binding's id. */
  static long bindingId(String word) {
    if (word.matches("\\d{1,18}")) {
      return Long.parseLong(word);
    }
    throw new CommandException("'" + word + "' is no binding id; nmr:bindings lists them");
  }

  /** Reads a small number that an option gives. */
  static int number(String option, String word) {
    if (word.matches("\\d{1,9}")) {
      return Integer.parseInt(word);
    }
    throw new CommandException(option + ": '" + word + "' is no number from 0 on");
  }

  /**
   * Reads the name of a file.
   *
   * @param folder the folder that a relative name starts from
   */
  static Path file(Path folder, String word) {
    try {
      return folder.resolve(word).normalize();
    } catch (InvalidPathException bad) {
      throw new CommandException("'" + word + "' is no name of a file: " + bad.getReason());
    }
  }

  /** Reads the duration that an option gives; empty where the option is not given. */
  static Optional<Duration> duration(String option, String word) {
    if (word.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Durations.parse(word));
    } catch (IllegalArgumentException bad) {
      throw new CommandException(option + ": " + bad.getMessage());
    }
  }
}
