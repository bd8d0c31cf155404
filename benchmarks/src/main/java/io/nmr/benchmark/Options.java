package io.nmr.benchmark;

import io.nmr.benchmark.measure.Group;
import io.nmr.benchmark.measure.Scale;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The command line of {@code ./nmr bench}, parsed.
 *
 * @param scale how much is measured of each group
 * @param groups which parts of the benchmarks run
 * @param isPublished whether docs/performance.md and its charts are written, too
 */
record Options(Scale scale, Set<Group> groups, boolean isPublished) {
  /** A command line that cannot be obeyed; the message is for the person who typed it. */
  static final class BadOptionException extends IllegalArgumentException {
    BadOptionException(String message) {
      super(message);
    }
  }

  static Options parse(String... arguments) {
    Scale scale = Scale.FULL;
    Set<Group> groups = EnumSet.allOf(Group.class);
    List<Integer> threads = List.of();
    boolean isPublished = false;
    for (int index = 0; index < arguments.length; index++) {
      String option = arguments[index];
      switch (option) {
        case "--quick" -> scale = Scale.QUICK;
        case "--publish" -> isPublished = true;
        case "--only" -> groups = groups(valueOf(option, ++index, arguments));
        case "--threads" -> threads = threads(valueOf(option, ++index, arguments));
        default -> throw new BadOptionException("unknown option " + option);
      }
    }
    if (isPublished && groups.size() < Group.values().length) {
      throw new BadOptionException("--publish needs every group; leave out --only");
    }
    if (isPublished && !threads.isEmpty()) {
      throw new BadOptionException("--publish needs all numbers of threads; leave out --threads");
    }
    return new Options(threads.isEmpty() ? scale : scale.withThreads(threads), groups, isPublished);
  }

  private static String valueOf(String option, int index, String... arguments) {
    if (index >= arguments.length) {
      throw new BadOptionException(option + " needs a value");
    }
    return arguments[index];
  }

  private static Set<Group> groups(String words) {
    Set<Group> groups = EnumSet.noneOf(Group.class);
    for (String word : words.split(",", -1)) {
      groups.add(
          Arrays.stream(Group.values())
              .filter(group -> group.word().equals(word))
              .findFirst()
              .orElseThrow(
                  () ->
                      new BadOptionException(
                          "--only takes some of "
                              + Arrays.stream(Group.values())
                                  .map(Group::word)
                                  .collect(Collectors.joining(","))
                              + ", not '"
                              + word
                              + "'")));
    }
    return groups;
  }

  private static List<Integer> threads(String numbers) {
    return Arrays.stream(numbers.split(",", -1)).map(Options::threadCount).distinct().toList();
  }

  private static int threadCount(String number) {
    if (!number.matches("[1-9][0-9]{0,3}")) {
      throw new BadOptionException("--threads takes numbers such as 1,2,8, not '" + number + "'");
    }
    return Integer.parseInt(number);
  }
}
