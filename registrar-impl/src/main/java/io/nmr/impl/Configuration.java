package io.nmr.impl;

import io.nmr.impl.core.HoldSettings;
import io.nmr.impl.core.HoldSettings.Policy;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings, the one place that does: {@code nmr.hold.warn} and {@code nmr.hold.deadline},
 * each a duration such as {@code 500ms}, {@code 30s}, {@code 5m} or {@code PT1M30S}, and {@code
 * nmr.hold.policy}, {@code wait} or {@code abandon}.
 */
final class Configuration {
  static final String WARN = "nmr.hold.warn";
  static final String DEADLINE = "nmr.hold.deadline";
  static final String POLICY = "nmr.hold.policy";
  private static final Pattern SIMPLE = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h)");

  private Configuration() {}

  /**
   * The hold settings.
   *
   * @param properties the framework's properties; null for one that is not set
   * @throws IllegalArgumentException for a bad value, naming the property
   */
  static HoldSettings read(Properties properties) {
    Duration warn = duration(WARN, properties.get(WARN)).orElse(HoldSettings.DEFAULT.warn());
    Optional<Duration> deadline = duration(DEADLINE, properties.get(DEADLINE));
    Policy policy = policy(properties.get(POLICY));
    if (policy == Policy.ABANDON && deadline.isEmpty()) {
      throw new IllegalArgumentException(
          POLICY + " is 'abandon' but " + DEADLINE + " is not set: say after how long");
    }
    return new HoldSettings(warn, deadline, policy);
  }

  /** Where properties come from. */
  @FunctionalInterface
  interface Properties {
    @Nullable String get(String name);
  }

  private static Optional<Duration> duration(String name, @Nullable String text) {
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    Duration duration;
    try {
      duration = parsed(text.trim());
    } catch (DateTimeParseException | ArithmeticException bad) {
      throw new IllegalArgumentException(
          name + " is '" + text + "'; give a duration such as 500ms, 30s, 5m or PT1M30S", bad);
    }
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + " is '" + text + "'; it must be positive");
    }
    return Optional.of(duration);
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

  private static Policy policy(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return HoldSettings.DEFAULT.policy();
    }
    for (Policy policy : Policy.values()) {
      if (policy.name().equalsIgnoreCase(text.trim())) {
        return policy;
      }
    }
    throw new IllegalArgumentException(
        POLICY
            + " is '"
            + text
            + "'; give one of "
            + Arrays.toString(Policy.values()).toLowerCase(Locale.ROOT));
  }
}
