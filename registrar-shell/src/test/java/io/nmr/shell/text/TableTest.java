package io.nmr.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.shell.text.Screen.Style;
import io.nmr.shell.text.Table.Cell;
import io.nmr.shell.text.Table.Column;
import org.junit.jupiter.api.Test;

class TableTest {
  private final Table table =
      Table.of(
          Column.number("ID"),
          Column.id("NPI"),
          Column.name("CLIENT"),
          Column.text("REASON"),
          Column.text("CAUSE"));

  @Test
  void columns_are_aligned_and_those_that_are_empty_at_the_right_are_left_out() {
    row(7, "net.a", "x", "no");
    row(12, "net.resolver", "client", "not today");

    assertThat(table.show(Screen.PLAIN))
        .isEqualTo(
            """
            ID  NPI           CLIENT      REASON
             7  net.a         x [5]       no
            12  net.resolver  client [5]  not today""");
  }

  @Test
  void no_line_is_wider_than_the_screen_and_ids_are_whole() {
    row(7, "net.resolver", "org.example.very.long.name.gateway", "because I do not like it at all");

    assertThat(table.show(new Screen(60, false, true)))
        .isEqualTo(
            """
            ID  NPI           CLIENT
                REASON
             7  net.resolver  org.example.very.long.name.gateway [5]
                because I do not like it at all""");
    assertThat(table.show(new Screen(30, false, true)))
        .isEqualTo(
            """
            ID  NPI           CLIENT
                REASON
             7  net.resolver  …gateway [5]
                because I do not like it
                at all""");
    assertThat(table.show(new Screen(44, false, true)).lines().toList())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(44));
  }

  @Test
  void a_sentence_below_its_row_is_whole_and_none_stands_for_an_empty_one() {
    row(7, "net.a", "x", "because 名名名名名名名名 and anotherwordthatiswiderthanthescreen");
    row(8, "net.a", "y", "");

    assertThat(table.show(new Screen(24, false, true)))
        .isEqualTo(
            """
            ID  NPI    CLIENT
                REASON
             7  net.a  x [5]
                because
                名名名名名名名名 and
                anotherwordthatiswid
                erthanthescreen
             8  net.a  y [5]""");
  }

  @Test
  void a_screen_without_unicode_has_another_ellipsis() {
    row(7, "net.resolver", "org.example.very.long.name.gateway", "because I do not like it");

    assertThat(table.show(new Screen(44, false, false))).contains("~").doesNotContain("…");
  }

  @Test
  void where_ids_alone_are_too_wide_they_stay_whole() {
    row(7, "net.resolver", "org.example.gateway", "no");

    assertThat(table.show(new Screen(20, false, true))).contains("net.resolver", " [5]");
  }

  @Test
  void wide_characters_are_counted_as_the_terminal_does() {
    row(7, "名", "x", "no");
    row(8, "ab", "x", "no");

    assertThat(table.show(Screen.PLAIN)).contains(" 7  名   x [5]", " 8  ab   x [5]");
  }

  @Test
  void colour_is_seen_on_a_terminal_alone_and_changes_no_width() {
    table.row(Cell.of(7), Cell.of("n"), Cell.of("x").in(Style.BAD), Cell.of("no"), Cell.of(""));

    assertThat(table.show(Screen.PLAIN)).doesNotContain("\u001b");
    String coloured = table.show(new Screen(80, true, true));
    assertThat(coloured).contains("\u001b[31mx\u001b[0m", "\u001b[1mNPI\u001b[0m");
    assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(table.show(Screen.PLAIN));
  }

  @Test
  void a_cell_writes_no_escape_sequence_of_its_own() {
    row(7, "n\u001b[2J", "x\n", "no\u009b");

    assertThat(table.show(new Screen(200, false, true)))
        .contains("n\\u001b[2J", "x\\u000a", "no\\u009b");
  }

  private void row(int id, String npi, String client, String reason) {
    table.row(Cell.of(id), Cell.of(npi), Cell.of(client, " [5]"), Cell.of(reason), Cell.of(""));
  }
}
