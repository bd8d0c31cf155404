package io.nmr.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @Test
  void they_are_read_as_the_settings_write_them() {
    assertThat(Durations.parse("500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(Durations.parse("30s")).isEqualTo(Duration.ofSeconds(30));
    assertThat(Durations.parse("5m")).isEqualTo(Duration.ofMinutes(5));
    assertThat(Durations.parse("2h")).isEqualTo(Duration.ofHours(2));
    assertThat(Durations.parse("PT1M30S")).isEqualTo(Duration.ofSeconds(90));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "0s", "-1s", "PT-5S", "P", "soon", "9999999999s"})
  void what_is_none_is_named(String bad) {
    assertThatThrownBy(() -> Durations.parse(bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + bad + "' is no duration");
  }

  @ParameterizedTest
  @ValueSource(strings = {"999999999h", "P200000D", "PT9223372036854775807S"})
  void what_is_too_long_for_nanoseconds_is_named(String bad) {
    assertThatThrownBy(() -> Durations.parse(bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + bad + "' is longer than 100000 h 0 min");
  }

  @Test
  void they_are_shown_as_exactly_as_matters() {
    assertThat(Durations.show(Duration.ofMillis(-3))).isEqualTo("0 ms");
    assertThat(Durations.show(Duration.ofNanos(1))).isEqualTo("0.001 ms");
    assertThat(Durations.show(Duration.ofNanos(42_900))).isEqualTo("0.042 ms");
    assertThat(Durations.show(Duration.ofMillis(99))).isEqualTo("99 ms");
    assertThat(Durations.show(Duration.ofMillis(100))).isEqualTo("0.1 s");
    assertThat(Durations.show(Duration.ofMillis(3_250))).isEqualTo("3.2 s");
    assertThat(Durations.show(Duration.ofMillis(59_990))).isEqualTo("59.9 s");
    assertThat(Durations.show(Duration.ofSeconds(185))).isEqualTo("3 min 5 s");
    assertThat(Durations.show(Duration.ofMinutes(130))).isEqualTo("2 h 10 min");
  }
}
