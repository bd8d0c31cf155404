package io.nmr.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void what_can_be_printed_is_as_it_was() {
    assertThat(Printable.of("io.nmr.sample#2 [7] Grüße 名 ½ «…»"))
        .isEqualTo("io.nmr.sample#2 [7] Grüße 名 ½ «…»");
  }

  @Test
  void escape_sequences_of_both_kinds_are_shown_and_not_obeyed() {
    assertThat(Printable.of("\u001b[2J")).isEqualTo("\\u001b[2J");
    assertThat(Printable.of("\u009b31m")).isEqualTo("\\u009b31m");
    assertThat(Printable.of("\u001b]0;title\u0007")).isEqualTo("\\u001b]0;title\\u0007");
  }

  @Test
  void it_is_one_line_that_is_read_from_left_to_right() {
    assertThat(Printable.of("a\r\nb\tc\u0085d\u2028e\u2029f\u202eg\u200bh"))
        .isEqualTo("a\\u000d\\u000ab\\u0009c\\u0085d\\u2028e\\u2029f\\u202eg\\u200bh");
  }

  @Test
  void half_a_character_and_one_beyond_the_plane_that_is_not_assigned_are_shown_as_numbers() {
    assertThat(Printable.of("\ud83d!")).isEqualTo("\\ud83d!");
    assertThat(Printable.of(Character.toString(0xe0001))).isEqualTo("\\U000e0001");
  }

  @Test
  void lines_become_one_with_bars_between_them() {
    assertThat(Printable.line("a\n\tb \r\n c\n")).isEqualTo("a | b | c");
    assertThat(Printable.line("a\tb\u001bc\u2028d")).isEqualTo("a b\\u001bc | d");
  }
}
