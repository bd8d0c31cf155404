package io.nmr.impl.settings;

import io.nmr.impl.settings.HoldSettings.Policy;
import io.nmr.runtime.InvalidSettingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/**
 * Reads {@code nmr.hold.rules}. Rules are separated by semicolons or line ends. Each rule is a
 * filter and the settings for the registrations that the filter matches, as in {@code
 * (npi=io.nmr.sample.resolver) policy=abandon deadline=30s warn=1s}. For a setting that a rule
 * leaves out, the general setting applies.
 */
final class RuleReader {
  private final HoldSettings general;
  private final List<Settings.Rule> rules = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();

  RuleReader(HoldSettings general) {
    this.general = general;
  }

  List<Settings.Rule> rules() {
    return rules;
  }

  /** The rules that were read, in the form in which all rules are shown. */
  String text() {
    return texts.isEmpty() ? Setting.NONE : String.join("; ", texts);
  }

  /** Reads the rules of a text. */
  void read(String text) {
    int at = 0;
    while (at < text.length()) {
      if (isBetween(text.charAt(at)) || Character.isWhitespace(text.charAt(at))) {
        at++;
        continue;
      }
      int filterEnd = filterEnd(text, at);
      int end = filterEnd;
      while (end < text.length() && !isBetween(text.charAt(end))) {
        end++;
      }
      readRule(text.substring(at, end).trim(), filterEnd - at);
      at = end;
    }
  }

  private static boolean isBetween(char character) {
    return character == ';' || character == '\n' || character == '\r';
  }

  /** The end of the filter that begins there; parentheses in a filter's values are escaped. */
  private static int filterEnd(String text, int begin) {
    String rule = text.substring(begin).trim();
    if (text.charAt(begin) != '(') {
      throw refused(rule, "begin it with a filter such as (npi=io.example.transport)");
    }
    int depth = 0;
    for (int at = begin; at < text.length(); at++) {
      switch (text.charAt(at)) {
        case '\\' -> at++;
        case '(' -> depth++;
        case ')' -> depth--;
        default -> {}
      }
      if (depth == 0) {
        return at + 1;
      }
    }
    throw refused(rule, "a parenthesis of its filter is not closed");
  }

  private void readRule(String rule, int filterLength) {
    Map<String, String> words = words(rule, rule.substring(filterLength).trim());
    Match match = Match.of(rule, rule.substring(0, filterLength));
    try {
      HoldSettings hold = hold(words);
      rules.add(new Settings.Rule(match.filter, hold, Configuration.texts(hold)));
    } catch (IllegalArgumentException bad) {
      throw refused(rule, String.valueOf(bad.getMessage()));
    }
    StringBuilder text = new StringBuilder(match.text);
    words.forEach((word, value) -> text.append(' ').append(word).append('=').append(value));
    texts.add(text.toString());
  }

  /**
   * A rule's filter. Only this class needs OSGi's filter classes, so a plain JVM, which has none of
   * them, can read settings without rules.
   */
  private record Match(Predicate<Map<String, Object>> filter, String text) {
    static Match of(String rule, String text) {
      try {
        Filter filter = FrameworkUtil.createFilter(text);
        return new Match(filter::matches, filter.toString());
      } catch (InvalidSyntaxException bad) {
        throw refused(rule, "the filter is bad: " + bad.getMessage());
      }
    }
  }

  private static Map<String, String> words(String rule, String text) {
    Map<String, String> words = new LinkedHashMap<>();
    for (String each : text.split("\\s+", -1)) {
      int equals = each.indexOf('=');
      String word = equals < 0 ? "" : each.substring(0, equals);
      if (!List.of("policy", "deadline", "warn").contains(word)) {
        throw refused(
            rule, "after the filter give policy=, deadline= or warn=, not '" + each + "'");
      }
      if (words.put(word, each.substring(equals + 1)) != null) {
        throw refused(rule, word + " is there twice");
      }
    }
    return words;
  }

  /** The settings that the words give, and the general settings where the words give none. */
  private HoldSettings hold(Map<String, String> words) {
    Duration warn = general.warn();
    Optional<Duration> deadline = general.deadline();
    Policy policy = general.policy();
    for (Map.Entry<String, String> each : words.entrySet()) {
      try {
        switch (each.getKey()) {
          case "warn" -> warn = Durations.parse(each.getValue());
          case "deadline" -> deadline = Configuration.deadline(each.getValue());
          default -> policy = Configuration.policy(each.getValue());
        }
      } catch (IllegalArgumentException bad) {
        throw new IllegalArgumentException(each.getKey() + " " + bad.getMessage(), bad);
      }
    }
    if (policy == Policy.ABANDON && deadline.isEmpty()) {
      throw new IllegalArgumentException("it abandons without a deadline: say after how long");
    }
    return new HoldSettings(warn, deadline, policy);
  }

  private static InvalidSettingException refused(String rule, String problem) {
    return Setting.RULES.refused("has the rule '" + rule + "': " + problem);
  }
}
