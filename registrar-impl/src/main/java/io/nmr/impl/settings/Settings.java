package io.nmr.impl.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All settings that are in force together. Immutable.
 *
 * @param hold how a hold waits where no rule applies
 * @param rules the rules, of which the first that matches applies
 * @param declines how many declines are kept
 * @param abandons how many abandons are kept
 * @param failures how many failed callbacks are kept
 * @param texts all these settings by name, for people; reading the texts gives the same settings
 */
public record Settings(
    HoldSettings hold,
    List<Rule> rules,
    int declines,
    int abandons,
    int failures,
    Map<String, String> texts) {

  /**
   * A rule for how the deregistrations of some registrations are waited for.
   *
   * @param whose tests the attributes of a registration: its characteristics, and {@code npi},
   *     {@code module}, {@code number}, {@code side}, {@code bundle} and {@code bundle.id}
   * @param hold how these deregistrations are waited for
   * @param texts the settings of this rule by name
   */
  public record Rule(
      Predicate<Map<String, Object>> whose, HoldSettings hold, Map<String, String> texts) {}

  /** Makes settings of values that are set by name. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Reads settings.
     *
     * @param settings values by name; a setting that is not named has the value that it had when
     *     the registrar started
     * @throws IllegalArgumentException for a bad value; the message names the setting
     */
    Settings read(Map<String, ?> settings);
  }

  public Settings {
    rules = List.copyOf(rules);
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts)); // keeps the order of the texts
  }

  private Optional<Rule> ruleOf(Supplier<Map<String, Object>> attributes) {
    if (rules.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Object> asked = attributes.get();
    return rules.stream().filter(rule -> rule.whose.test(asked)).findFirst();
  }

  /** How the deregistration of the registration with those attributes is waited for. */
  public HoldSettings holdOf(Supplier<Map<String, Object>> attributes) {
    return ruleOf(attributes).map(Rule::hold).orElse(hold);
  }

  /**
   * The texts of all settings, with the settings of the rule for the registration with those
   * attributes.
   */
  public Map<String, String> textsOf(Supplier<Map<String, Object>> attributes) {
    Map<String, String> all = new LinkedHashMap<>(texts);
    ruleOf(attributes).ifPresent(rule -> all.putAll(rule.texts));
    return all;
  }
}
