package io.nmr.benchmark.report;

import java.util.ArrayList;
import java.util.List;

/** Lines of cells, aligned: text to the left, figures to the right. */
final class Columns {
  private static final String GAP = "  ";

  private final boolean[] isRight;
  private final List<List<String>> lines = new ArrayList<>();

  /** One letter for each column: {@code l} or {@code r}. */
  Columns(String alignment) {
    isRight = new boolean[alignment.length()];
    for (int column = 0; column < isRight.length; column++) {
      isRight[column] = alignment.charAt(column) == 'r';
    }
  }

  void line(String... cells) {
    if (cells.length != isRight.length) {
      throw new IllegalArgumentException(cells.length + " cells, not " + isRight.length);
    }
    lines.add(List.of(cells));
  }

  /** A line with nothing on it. */
  void gap() {
    lines.add(List.of());
  }

  @Override
  public String toString() {
    int[] widths = new int[isRight.length];
    for (List<String> line : lines) {
      for (int column = 0; column < line.size(); column++) {
        widths[column] = Math.max(widths[column], line.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder();
      for (int column = 0; column < line.size(); column++) {
        String padding = " ".repeat(widths[column] - line.get(column).length());
        row.append(isRight[column] ? padding : "").append(line.get(column));
        row.append(isRight[column] ? "" : padding).append(GAP);
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
