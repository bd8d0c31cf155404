package io.nmr.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which names this project's bundles read, and which of them a mistyped one is like. */
final class Names {
  /** What only a framework property can say, since it is read when its bundle starts. */
  static final List<String> PROPERTIES =
      List.of(
          "nmr.console.trace",
          "nmr.guard.barrier",
          "nmr.health.failures.minutes",
          "nmr.metrics.host",
          "nmr.metrics.port");

  /** What the distribution's start script says, and the properties of the sample modules. */
  private static final List<String> OTHERS = List.of("nmr.console.terminal", "nmr.home");

  private static final String SAMPLES = "nmr.sample.";

  private Names() {}

  /**
   * What was meant by the name of a setting that nobody reads.
   *
   * @param settings those of the registrar
   */
  static Optional<String> nearestSetting(String name, Collection<String> settings) {
    return nearest(
        name,
        Stream.concat(settings.stream(), PROPERTIES.stream()),
        Math.max(3, name.length() / 3));
  }

  /**
   * What was meant by a property of the JVM that nobody reads; none if it is read, or may be one of
   * somebody else's.
   */
  static Optional<String> nearestProperty(String name, Collection<String> settings) {
    if (settings.contains(name)
        || PROPERTIES.contains(name)
        || OTHERS.contains(name)
        || name.startsWith(SAMPLES)) {
      return Optional.empty();
    }
    return nearest(
        name,
        Stream.concat(settings.stream(), PROPERTIES.stream()),
        Math.max(1, name.length() / 5));
  }

  /** Whether one may stand for the other. */
  static boolean isLike(String name, String other) {
    return other.contains(name) || distance(name, other) <= Math.max(3, other.length() / 3);
  }

  private static Optional<String> nearest(String name, Stream<String> known, int most) {
    return known
        .min(Comparator.comparingInt(it -> slips(name, it)))
        .filter(it -> slips(name, it) <= most);
  }

  /** None where the beginning alone was left out. */
  private static int slips(String name, String known) {
    return known.endsWith("." + name) ? 0 : distance(name, known);
  }

  /** How many letters are to be put in, left out or changed to make one of the other. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    Arrays.setAll(row, index -> index);
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
