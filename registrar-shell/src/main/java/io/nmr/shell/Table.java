package io.nmr.shell;

import java.util.ArrayList;
import java.util.List;

/** Text in aligned columns under headings. Columns to the right that are all empty are left out. */
final class Table {
  private static final String GAP = "  ";

  private final List<Boolean> isRightAligned = new ArrayList<>();
  private final List<String[]> rows = new ArrayList<>();

  private Table() {}

  /** A heading that ends in {@code >} is for numbers, at the right of its column. */
  static Table of(String... headings) {
    Table table = new Table();
    String[] first = headings.clone();
    for (int i = 0; i < first.length; i++) {
      boolean isRight = first[i].endsWith(">");
      table.isRightAligned.add(isRight);
      first[i] = isRight ? first[i].substring(0, first[i].length() - 1) : first[i];
    }
    table.rows.add(first);
    return table;
  }

  /** Adds a line below. */
  void row(String... cells) {
    if (cells.length != isRightAligned.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + isRightAligned.size() + " columns");
    }
    rows.add(cells.clone());
  }

  /** The lines, each ended by a newline and by no blank. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int columns = usedColumns();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String blanks = " ".repeat(width(column) - row[column].length());
        line.append(column == 0 ? "" : GAP)
            .append(isRightAligned.get(column) ? blanks + row[column] : row[column] + blanks);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int usedColumns() {
    int columns = isRightAligned.size();
    while (columns > 0 && isEmpty(columns - 1)) {
      columns--;
    }
    return columns;
  }

  private boolean isEmpty(int column) {
    return rows.stream().skip(1).allMatch(row -> row[column].isEmpty());
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
  }
}
