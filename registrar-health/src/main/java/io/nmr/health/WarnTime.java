package io.nmr.health;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the warn time as the runtime shows it: {@code 500ms}, {@code 5s}, {@code 2m}, {@code
 * PT1.5S}.
 */
final class WarnTime {
  private static final Pattern SIMPLE = Pattern.compile("(\\d+)([smh])");

  private WarnTime() {}

  static Duration parse(@Nullable String text) {
    if (text == null) {
      return Duration.ofSeconds(5);
    }
    if (text.endsWith("ms")) {
      return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
    }
    Matcher simple = SIMPLE.matcher(text);
    return Duration.parse(simple.matches() ? "PT" + text.toUpperCase(Locale.ROOT) : text);
  }
}
