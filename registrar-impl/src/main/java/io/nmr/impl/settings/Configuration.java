package io.nmr.impl.settings;

import io.nmr.impl.guard.Barrier;
import io.nmr.impl.settings.HoldSettings.Policy;
import java.lang.reflect.Array;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads all settings from properties; {@link Setting} has their names. Any thread. */
public final class Configuration implements Settings.Reader {
  private static final int LONGEST_HISTORY = 100_000;

  private final Properties defaults;

  /** A source of properties. */
  @FunctionalInterface
  public interface Properties {
    /** The property's text; null if it is not set. */
    @Nullable String get(String name);
  }

  /**
   * A reader of settings.
   *
   * @param defaults the framework's properties, which give the settings that are not set otherwise
   * @throws IllegalArgumentException if the JVM does not support the barrier that was asked for
   */
  public Configuration(Properties defaults) {
    Barrier.check(defaults.get(Barrier.PROPERTY));
    this.defaults = defaults;
  }

  @Override
  public Settings read(Map<String, ?> settings) {
    settings.keySet().forEach(Setting::requireKnown);
    HoldSettings hold =
        new HoldSettings(
            as(Setting.WARN, settings, Durations::parse),
            as(Setting.DEADLINE, settings, Configuration::deadline),
            as(Setting.POLICY, settings, Configuration::policy));
    if (hold.policy() == Policy.ABANDON && hold.deadline().isEmpty()) {
      throw Setting.POLICY.refused(
          "is 'abandon' but " + Setting.DEADLINE.property + " is not set: say after how long");
    }
    RuleReader rules = new RuleReader(hold);
    values(Setting.RULES, settings).stream()
        .filter(text -> !text.equalsIgnoreCase(Setting.NONE))
        .forEach(rules::read);
    Map<String, String> texts = texts(hold);
    texts.put(Setting.RULES.property, rules.text());
    return new Settings(
        hold,
        rules.rules(),
        history(Setting.DECLINES, settings, texts),
        history(Setting.ABANDONS, settings, texts),
        history(Setting.FAILURES, settings, texts),
        texts);
  }

  static Map<String, String> texts(HoldSettings hold) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(Setting.WARN.property, Durations.text(hold.warn()));
    texts.put(Setting.DEADLINE.property, hold.deadline().map(Durations::text).orElse(Setting.NONE));
    texts.put(Setting.POLICY.property, text(hold.policy()));
    return texts;
  }

  private static String text(Policy policy) {
    return policy.name().toLowerCase(Locale.ROOT);
  }

  /** Reads a value. The message of its exception continues a sentence that names the setting. */
  private interface Parser<T> {
    T parse(String text);
  }

  private <T> T as(Setting setting, Map<String, ?> settings, Parser<T> parser) {
    List<String> values = values(setting, settings);
    if (values.size() != 1) {
      throw setting.refused("is " + values + "; give one value");
    }
    try {
      return parser.parse(values.get(0));
    } catch (IllegalArgumentException bad) {
      throw setting.refused(String.valueOf(bad.getMessage()));
    }
  }

  private int history(Setting setting, Map<String, ?> settings, Map<String, String> texts) {
    int size = as(setting, settings, Configuration::size);
    texts.put(setting.property, Integer.toString(size));
    return size;
  }

  private static int size(String text) {
    if (text.matches("\\d{1,6}") && Integer.parseInt(text) <= LONGEST_HISTORY) {
      return Integer.parseInt(text);
    }
    throw new IllegalArgumentException(
        "is '" + text + "'; give a number from 0 to " + LONGEST_HISTORY);
  }

  /** The value that is set; otherwise the framework's property; otherwise the default. */
  private List<String> values(Setting setting, Map<String, ?> settings) {
    List<String> set = texts(settings.get(setting.property));
    List<String> property = set.isEmpty() ? texts(defaults.get(setting.property)) : set;
    return property.isEmpty() ? List.of(setting.byDefault) : property;
  }

  private static List<String> texts(@Nullable Object value) {
    List<Object> all = new ArrayList<>();
    if (value instanceof Collection<?> collection) {
      all.addAll(collection);
    } else if (value != null && value.getClass().isArray()) {
      for (int index = 0; index < Array.getLength(value); index++) {
        all.add(Array.get(value, index));
      }
    } else if (value != null) {
      all.add(value);
    }
    return all.stream().map(each -> String.valueOf(each).trim()).filter(s -> !s.isEmpty()).toList();
  }

  static Optional<Duration> deadline(String text) {
    return text.equalsIgnoreCase(Setting.NONE)
        ? Optional.empty()
        : Optional.of(Durations.parse(text));
  }

  static Policy policy(String text) {
    for (Policy policy : Policy.values()) {
      if (policy.name().equalsIgnoreCase(text)) {
        return policy;
      }
    }
    throw new IllegalArgumentException(
        "is '"
            + text
            + "'; give one of "
            + Arrays.stream(Policy.values()).map(Configuration::text).toList());
  }
}
