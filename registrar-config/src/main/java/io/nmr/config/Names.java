package io.nmr.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The names that the bundles of this project read, and which of them a mistyped name is like. */
final class Names {
  /** Framework properties that are no settings: they are read once, when their bundle starts. */
  static final List<String> PROPERTIES =
      List.of(
          "nmr.console.trace",
          "nmr.guard.barrier",
          "nmr.health.failures.minutes",
          "nmr.metrics.host",
          "nmr.metrics.port");

  /** Properties that the start script of the distribution sets. */
  private static final List<String> OTHERS = List.of("nmr.console.terminal", "nmr.home");

  private static final String SAMPLES = "nmr.sample.";

  private Names() {}

  /**
   * The name that was meant by the name of a setting that nobody reads.
   *
   * @param settings the names of the registrar's settings
   */
  static Optional<String> nearestSetting(String name, Collection<String> settings) {
    return nearest(
        name,
        Stream.concat(settings.stream(), PROPERTIES.stream()),
        Math.max(3, name.length() / 3));
  }

  /**
   * The name that was meant by a property of the JVM that nobody reads; empty if somebody reads it,
   * or it may belong to somebody else.
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

  /** Whether a name may be a mistyped form of the other. */
  static boolean isLike(String name, String other) {
    return other.contains(name) || distance(name, other) <= Math.max(3, other.length() / 3);
  }

  private static Optional<String> nearest(String name, Stream<String> known, int most) {
    return known
        .min(Comparator.comparingInt(it -> slips(name, it)))
        .filter(it -> slips(name, it) <= most);
  }

  /** The distance; 0 where only the beginning was left out. */
  private static int slips(String name, String known) {
    return known.endsWith("." + name) ? 0 : distance(name, known);
  }

  /** How many letters must be inserted, removed or changed to get from one name to the other. */
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
