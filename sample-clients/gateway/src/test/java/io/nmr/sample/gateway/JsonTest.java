package io.nmr.sample.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void what_would_end_a_string_or_break_a_line_is_escaped() {
    assertThat(Json.string("a\"b\\c\nd\te\u0000f\u2028"))
        .isEqualTo("\"a\\\"b\\\\c\\nd\\te\\u0000f\\u2028\"");
  }

  @Test
  void half_a_surrogate_pair_stays_valid() {
    assertThat(Json.string("\ud83d")).isEqualTo("\"\\ud83d\"");
    assertThat(Json.string("\u00e4")).isEqualTo("\"\u00e4\"");
  }

  @Test
  void objects_hold_strings_and_lists() {
    assertThat(Json.object(Map.of("a", List.of("x", "y")))).isEqualTo("{\"a\":[\"x\",\"y\"]}");
    assertThat(Json.object(Map.of("a", List.of()))).isEqualTo("{\"a\":[]}");
  }
}
