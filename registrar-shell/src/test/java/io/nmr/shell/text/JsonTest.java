package io.nmr.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JsonTest {
  private enum Colour {
    RED
  }

  private record Point(int x, Optional<String> label, List<Colour> colours) {}

  @Test
  void a_record_is_an_object_of_its_components() {
    assertThat(Json.of(new Point(3, Optional.of("a"), List.of(Colour.RED))))
        .isEqualTo("{\"x\":3,\"label\":\"a\",\"colours\":[\"RED\"]}");
    assertThat(Json.of(new Point(3, Optional.empty(), List.of())))
        .isEqualTo("{\"x\":3,\"label\":null,\"colours\":[]}");
  }

  @Test
  void a_map_is_an_object_whose_names_are_escaped_too() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a\"b", 1);
    map.put("none", null);
    assertThat(Json.of(map)).isEqualTo("{\"a\\\"b\":1,\"none\":null}");
  }

  @Test
  void times_and_durations_are_ISO_text_and_seconds() {
    assertThat(Json.of(Instant.parse("2026-01-01T12:00:00Z")))
        .isEqualTo("\"2026-01-01T12:00:00Z\"");
    assertThat(Json.of(Duration.ofMillis(1_250))).isEqualTo("1.25");
    assertThat(Json.of(Duration.ofNanos(2_500_000))).isEqualTo("0.0025");
  }

  @Test
  void numbers_are_numbers_except_those_that_JSON_has_not() {
    assertThat(Json.of(List.of(1, -2L, 0.5, true))).isEqualTo("[1,-2,0.5,true]");
    assertThat(Json.of(Double.NaN)).isEqualTo("\"NaN\"");
    assertThat(Json.of(Double.POSITIVE_INFINITY)).isEqualTo("\"Infinity\"");
  }

  @Test
  void arrays_are_arrays_also_of_primitives_and_of_nulls() {
    assertThat(Json.of(new int[] {1, 2})).isEqualTo("[1,2]");
    assertThat(Json.of(Arrays.asList("a", null))).isEqualTo("[\"a\",null]");
    assertThat(Json.of(new String[0])).isEqualTo("[]");
  }

  @Test
  void what_is_written_is_printable_ASCII_whatever_the_text() {
    String every =
        IntStream.rangeClosed(0, 0xffff)
            .collect(StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append)
            .toString();
    assertThat(Json.of(every).chars()).allMatch(c -> c >= ' ' && c <= '~');
  }

  @Test
  void each_character_is_escaped_so_that_it_is_read_back() {
    assertThat(Json.of("a\"b\\c/\n\r\t\b\f\u0000\u001b[31m\u007f\u009b\u2028\ud83d\ude00\ud800"))
        .isEqualTo(
            "\"a\\\"b\\\\c/\\n\\r\\t\\u0008\\u000c\\u0000\\u001b[31m\\u007f\\u009b\\u2028"
                + "\\ud83d\\ude00\\ud800\"");
  }
}
