package io.nmr.impl.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.impl.settings.HoldSettings.Policy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The framework properties that say how a hold waits (H4, H5). */
class ConfigurationTest {
  @Test
  void nothing_set_waits_for_ever() {
    assertThat(read(Map.of()).warn()).isEqualTo(Duration.ofSeconds(5));
    assertThat(read(Map.of()).policy()).isEqualTo(Policy.WAIT);
    assertThat(read(Map.of()).deadline()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"250ms, PT0.25S", "30s, PT30S", "5m, PT5M", "2h, PT2H", "PT1M30S, PT1M30S"})
  void durations_are_read(String text, Duration expected) {
    assertThat(read(Map.of("nmr.hold.warn", text)).warn()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "5", "-5s", "0s", "5 parsecs", "PT0S", "PT-1S"})
  void a_bad_duration_is_refused_by_name(String text) {
    assertThatThrownBy(() -> read(Map.of("nmr.hold.deadline", text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("nmr.hold.deadline", "'" + text + "'");
  }

  @Test
  void abandon_is_read_with_its_deadline() {
    HoldSettings settings = read(Map.of("nmr.hold.policy", "abandon", "nmr.hold.deadline", "1s"));
    assertThat(settings.policy()).isEqualTo(Policy.ABANDON);
    assertThat(settings.deadline()).isEqualTo(Optional.of(Duration.ofSeconds(1)));
  }

  @Test
  void abandon_without_a_deadline_is_refused() {
    assertThatThrownBy(() -> read(Map.of("nmr.hold.policy", "abandon")))
        .hasMessageContaining("nmr.hold.deadline");
  }

  @Test
  void an_unknown_policy_is_refused_by_name() {
    assertThatThrownBy(() -> read(Map.of("nmr.hold.policy", "hope")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("nmr.hold.policy", "'hope'", "wait", "abandon");
  }

  private static HoldSettings read(Map<String, String> properties) {
    return new Configuration(properties::get).read(Map.of()).hold();
  }
}
