package io.nmr.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint's two properties. */
class SettingsTest {
  private static Settings port(String value) {
    return Settings.read(Map.of("nmr.metrics.port", value)::get);
  }

  @Test
  void nothing_set_is_a_known_port_that_nobody_else_can_reach() {
    Settings settings = Settings.read(name -> null);

    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).hasValue(9464);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "' 8080 ', 8080", "65535, 65535"})
  void a_port_may_be_any_there_is(String value, int port) {
    assertThat(port(value).port()).hasValue(port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "OFF", "", "  "})
  void it_may_be_off(String value) {
    assertThat(port(value).port()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"65536", "-1", "on", "9464x", "99999999999"})
  void anything_else_is_refused_by_name_and_value(String value) {
    assertThatThrownBy(() -> port(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("nmr.metrics.port is '" + value + "'; give a port from 0")
        .hasMessageEndingWith("or off");
  }

  @Test
  void a_blank_host_is_as_if_it_were_not_set() {
    assertThat(Settings.read(Map.of("nmr.metrics.host", " ")::get).host()).isEqualTo("127.0.0.1");
  }

  @Test
  void the_host_is_said_explicitly() {
    assertThat(Settings.read(Map.of("nmr.metrics.host", " 0.0.0.0 ")::get).host())
        .isEqualTo("0.0.0.0");
  }
}
