package io.nmr.impl.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All settings, as they are in force together. Immutable.
 *
 * @param hold how a hold waits where no rule says otherwise
 * @param rules who is waited for otherwise; the first that matches counts
 * @param declines how many declines are kept
 * @param abandons how many abandons are kept
 * @param failures how many failed callbacks are kept
 * @param texts all of that by name, for people; read again it gives the same
 */
public record Settings(
    HoldSettings hold,
    List<Rule> rules,
    int declines,
    int abandons,
    int failures,
    Map<String, String> texts) {

  /**
   * How some deregistrations are waited for.
   *
   * @param whose asked about the attributes of a registration: its characteristics, and {@code
   *     npi}, {@code module}, {@code number}, {@code side}, {@code bundle} and {@code bundle.id}
   * @param hold how that is
   * @param texts the same by name
   */
  public record Rule(
      Predicate<Map<String, Object>> whose, HoldSettings hold, Map<String, String> texts) {}

  /** Makes settings of what is set by name. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Reads.
     *
     * @param settings by name; what is not named is as it was when the registrar started
     * @throws IllegalArgumentException for a bad value, naming the setting
     */
    Settings read(Map<String, ?> settings);
  }

  public Settings {
    rules = List.copyOf(rules);
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts)); // in their order
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

  /** The texts, with what the rule for the registration with those attributes says. */
  public Map<String, String> textsOf(Supplier<Map<String, Object>> attributes) {
    Map<String, String> all = new LinkedHashMap<>(texts);
    ruleOf(attributes).ifPresent(rule -> all.putAll(rule.texts));
    return all;
  }
}
