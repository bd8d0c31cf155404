package io.nmr.text;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and prints durations as people write them. */
public final class Durations {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  /** The longest that is read: its nanoseconds fit into a {@code long}. */
  private static final Duration LONGEST = Duration.ofHours(100_000);

  private Durations() {}

  /**
   * Reads {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h} or ISO such as {@code PT1M30S}.
   *
   * @throws IllegalArgumentException if the text is none of these, not positive, or of many years;
   *     the message names it
   */
  public static Duration parse(String text) {
    Matcher matcher = SHORT.matcher(text);
    Duration duration = Duration.ZERO;
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      duration =
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
          };
    } else if (text.startsWith("P")) {
      try {
        duration = Duration.parse(text);
      } catch (DateTimeException notIso) {
        // said below
      }
    }
    if (duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("'" + text + "' is longer than " + show(LONGEST));
    } else if (matcher.matches() && duration.isZero()) {
      throw new IllegalArgumentException("'" + text + "' is no duration: it is no time at all");
    } else if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no duration; give one such as 500ms, 30s, 5m, 1h or PT1M30S");
    }
    return duration;
  }

  /**
   * Prints {@code 0.042 ms}, {@code 12 ms}, {@code 2.2 s}, {@code 3 min 5 s}, {@code 2 h 10 min}.
   */
  public static String show(Duration duration) {
    long nanos = duration.isNegative() ? 0 : duration.toNanos();
    long millis = nanos / 1_000_000;
    long seconds = millis / 1000;
    if (millis < 1) {
      return nanos == 0 ? "0 ms" : "0.%03d ms".formatted(Math.max(1, nanos / 1000));
    } else if (millis < 100) {
      return millis + " ms";
    } else if (seconds < 60) {
      return seconds + "." + millis % 1000 / 100 + " s";
    } else if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    return seconds / 3600 + " h " + seconds / 60 % 60 + " min";
  }
}
