package io.nmr.shell;

import io.nmr.shell.result.CommandException;
import io.nmr.shell.text.Durations;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The words of a command line that are no options, in the number that the command takes. */
final class Words {
  private Words() {}

  /**
   * Checks them.
   *
   * @param command the command's name
   * @param words those of the line
   * @param names of what the command takes
   * @return as many words as there are names
   * @throws CommandException if there are more or fewer
   */
  static List<String> of(String command, String[] words, String... names) {
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

  /** A binding's id. */
  static long bindingId(String word) {
    if (word.matches("\\d{1,18}")) {
      return Long.parseLong(word);
    }
    throw new CommandException("'" + word + "' is no binding id; nmr:bindings lists them");
  }

  /** A small number that an option gives. */
  static int number(String option, String word) {
    if (word.matches("\\d{1,9}")) {
      return Integer.parseInt(word);
    }
    throw new CommandException(option + ": '" + word + "' is no number from 0 on");
  }

  /**
   * A file.
   *
   * @param folder what a relative name is relative to
   */
  static Path file(Path folder, String word) {
    try {
      return folder.resolve(word).normalize();
    } catch (InvalidPathException bad) {
      throw new CommandException("'" + word + "' is no name of a file: " + bad.getReason());
    }
  }

  /** Why a file cannot be read or written, for people: of some exceptions the message is a path. */
  static String reason(IOException failed) {
    if (failed instanceof NoSuchFileException) {
      return "there is no such folder";
    } else if (failed instanceof AccessDeniedException) {
      return "it is not permitted";
    } else if (failed instanceof FileSystemException why && why.getReason() != null) {
      return why.getReason();
    }
    return String.valueOf(failed.getMessage());
  }

  /** The duration that an option gives; none where the option is not given. */
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
