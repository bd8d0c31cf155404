package io.nmr.impl.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as text: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h} or {@code PT1M30S}. */
final class Durations {
  private static final Pattern SIMPLE = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h)");

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException if the text is no duration, or the duration is not positive;
   *     the message continues a sentence that names the setting
   */
  static Duration parse(String text) {
    Duration duration;
    try {
      duration = parsed(text.trim());
    } catch (DateTimeParseException | ArithmeticException bad) {
      throw new IllegalArgumentException(
          "is '" + text + "'; give a duration such as 500ms, 30s, 5m or PT1M30S", bad);
    }
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("is '" + text + "'; it must be positive");
    }
    return duration;
  }

  private static Duration parsed(String text) {
    Matcher simple = SIMPLE.matcher(text);
    if (!simple.matches()) {
      return Duration.parse(text);
    }
    long number = Long.parseLong(simple.group(1));
    return switch (simple.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  /** The duration as text, in the largest unit of which it is a whole number. */
  static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (!duration.equals(Duration.ofSeconds(seconds))) {
      return seconds == 0 && duration.equals(Duration.ofMillis(duration.toMillis()))
          ? duration.toMillis() + "ms"
          : duration.toString();
    }
    if (seconds % 60 != 0) {
      return seconds + "s";
    }
    return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
  }
}
