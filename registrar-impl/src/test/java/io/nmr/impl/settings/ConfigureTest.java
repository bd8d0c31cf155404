package io.nmr.impl.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nmr.impl.settings.HoldSettings.Policy;
import io.nmr.runtime.InvalidSettingException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that are changed while the registrar runs. */
class ConfigureTest {
  private final Map<String, String> properties = new HashMap<>();
  private final Configuration configuration = new Configuration(properties::get);

  private static HoldSettings holdFor(Settings settings, Map<String, Object> attributes) {
    return settings.rules().stream()
        .filter(rule -> rule.whose().test(attributes))
        .findFirst()
        .map(Settings.Rule::hold)
        .orElse(settings.hold());
  }

  @Test
  void what_is_not_named_or_blank_is_as_the_framework_properties_have_it() {
    properties.put("nmr.hold.warn", "7s");
    properties.put("nmr.history.declines", "3");
    Settings settings = configuration.read(Map.of("nmr.hold.warn", " ", "nmr.hold.deadline", "1m"));
    assertThat(settings.hold().warn()).isEqualTo(Duration.ofSeconds(7));
    assertThat(settings.hold().deadline()).contains(Duration.ofMinutes(1));
    assertThat(settings.declines()).isEqualTo(3);
    assertThat(settings.failures()).isEqualTo(256);
  }

  @Test
  void none_takes_away_what_the_framework_properties_have() {
    properties.put("nmr.hold.deadline", "7s");
    properties.put("nmr.hold.rules", "(npi=a) warn=1s");
    Settings settings =
        configuration.read(Map.of("nmr.hold.deadline", "none", "nmr.hold.rules", "none"));
    assertThat(settings.hold().deadline()).isEmpty();
    assertThat(settings.rules()).isEmpty();
  }

  @Test
  void what_is_shown_gives_the_same_when_it_is_read_again() {
    Map<String, Object> given =
        Map.of(
            "nmr.hold.warn",
            "1500ms",
            "nmr.hold.rules",
            List.of(
                "(npi=a)  warn=90s;(&(npi=b)(x=\\(;)) policy=abandon deadline=120m",
                "(c=*) warn=1h"),
            "nmr.history.failures",
            7);
    Map<String, String> shown = configuration.read(given).texts();
    assertThat(shown.keySet())
        .containsExactly(
            "nmr.hold.warn",
            "nmr.hold.deadline",
            "nmr.hold.policy",
            "nmr.hold.rules",
            "nmr.history.declines",
            "nmr.history.abandons",
            "nmr.history.failures");
    assertThat(shown)
        .containsEntry("nmr.hold.deadline", "none")
        .containsEntry("nmr.history.failures", "7")
        .containsEntry(
            "nmr.hold.rules",
            "(npi=a) warn=90s; (&(npi=b)(x=\\(;)) policy=abandon deadline=120m; (c=*) warn=1h");
    assertThat(configuration.read(shown).texts()).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "1500ms,PT1.5S",
    "250ms,250ms",
    "90s,90s",
    "120m,2h",
    "60s,1m",
    "PT0.0000001S,PT0.0000001S"
  })
  void durations_are_shown_in_their_largest_unit(String given, String shown) {
    assertThat(configuration.read(Map.of("nmr.hold.warn", given)).texts())
        .containsEntry("nmr.hold.warn", shown);
  }

  @Test
  void the_first_rule_that_matches_counts_and_says_only_what_is_different() {
    Settings settings =
        configuration.read(
            Map.of(
                "nmr.hold.warn",
                "3s",
                "nmr.hold.rules",
                new String[] {
                  "(&(npi=net.*)(side=provider)) policy=abandon deadline=30s", "(npi=net.*) warn=1s"
                }));
    assertThat(holdFor(settings, Map.of("npi", "net.x", "side", "provider")))
        .isEqualTo(
            new HoldSettings(
                Duration.ofSeconds(3), Optional.of(Duration.ofSeconds(30)), Policy.ABANDON));
    assertThat(holdFor(settings, Map.of("npi", "net.x", "side", "client")).warn())
        .isEqualTo(Duration.ofSeconds(1));
    assertThat(holdFor(settings, Map.of("npi", "other", "side", "client")))
        .isEqualTo(settings.hold());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "npi=a warn=1s | begin it with a filter",
        "(npi=a) | give policy=, deadline= or warn=, not ''",
        "(npi=a warn=1s | a parenthesis of its filter is not closed",
        "(npi=a)) warn=1s | give policy=, deadline= or warn=, not ')'",
        "(npi) warn=1s | the filter is bad",
        "(npi=a) warn=soon | warn is 'soon'",
        "(npi=a) warm=1s | give policy=, deadline= or warn=, not 'warm=1s'",
        "(npi=a) warn=1s warn=2s | warn is there twice",
        "(npi=a) policy=hope | policy is 'hope'",
        "(npi=a) policy=abandon | it abandons without a deadline",
        "(npi=a) policy=abandon deadline=none | it abandons without a deadline",
        "(npi=a) warn=1s, (npi=b) warn=1s | give policy=, deadline= or warn=, not '(npi=b)'"
      },
      quoteCharacter = '"')
  void a_bad_rule_is_refused_with_its_text_and_what_is_wrong(String rule, String problem) {
    InvalidSettingException refused =
        catchThrowableOfType(
            InvalidSettingException.class,
            () -> configuration.read(Map.of("nmr.hold.rules", "(npi=good) warn=1s; " + rule)));
    assertThat(refused.setting()).isEqualTo("nmr.hold.rules");
    assertThat(refused)
        .hasMessageContainingAll("nmr.hold.rules", "'" + rule + "': ")
        .hasMessageContaining(problem);
    assertThat(refused.getMessage()).doesNotContain("good", "\n");
  }

  @Test
  void a_rule_may_have_a_line_of_its_own() {
    Settings settings =
        configuration.read(
            Map.of("nmr.hold.rules", "(npi=a) warn=1s\n(npi=b) warn=2s\r\n (npi=c) warn=3s\r\n"));
    assertThat(settings.texts())
        .containsEntry("nmr.hold.rules", "(npi=a) warn=1s; (npi=b) warn=2s; (npi=c) warn=3s");
  }

  @Test
  void a_history_may_be_of_none_and_of_a_hundred_thousand() {
    Settings settings =
        configuration.read(Map.of("nmr.history.abandons", "0", "nmr.history.failures", "100000"));
    assertThat(settings.abandons()).isZero();
    assertThat(settings.failures()).isEqualTo(100_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "many", "100001", "1.5", "9999999999"})
  void a_bad_history_size_is_refused_by_name(String size) {
    assertThatThrownBy(() -> configuration.read(Map.of("nmr.history.abandons", size)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContainingAll("nmr.history.abandons", "'" + size + "'");
  }

  @Test
  void two_values_where_one_is_meant_are_refused() {
    assertThatThrownBy(() -> configuration.read(Map.of("nmr.hold.warn", List.of("1s", "2s"))))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContainingAll("nmr.hold.warn", "[1s, 2s]");
  }

  @ParameterizedTest
  @CsvSource({
    "nmr.hold.warm, nmr.hold.warn",
    "nmr.hold.deadlines, nmr.hold.deadline",
    "nmr.history.decline, nmr.history.declines",
    "hold.policy, nmr.hold.policy"
  })
  void an_unknown_name_is_refused_with_the_nearest(String unknown, String nearest) {
    assertThatThrownBy(() -> configuration.read(Map.of(unknown, "1s")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(unknown + " is no setting; did you mean " + nearest + "?");
  }

  @Test
  void where_none_is_near_all_are_named() {
    assertThatThrownBy(() -> configuration.read(Map.of("nmr.sample.tcp.echo.port", "1")))
        .hasMessageContainingAll("nmr.sample.tcp.echo.port", "nmr.hold.warn", "nmr.hold.rules");
  }
}
