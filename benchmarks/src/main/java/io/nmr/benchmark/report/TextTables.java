package io.nmr.benchmark.report;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Results;
import java.util.ArrayList;
import java.util.List;

/** What {@code ./nmr bench} prints: aligned columns of plain text. */
public final class TextTables {
  private TextTables() {}

  /** Every figure of a run on a line of its own, with its ratio to the reference. */
  public static String figures(Results results) {
    Columns columns = new Columns("lllrrrlr");
    columns.line("measured", "setting", "subject", "median", "p90", "n", "unit", "ratio");
    for (Block block : Block.values()) {
      for (String setting : results.settings(block)) {
        columns.gap();
        for (String subject : results.subjects(block)) {
          results
              .find(block, subject, setting)
              .ifPresent(measure -> line(columns, measure, results));
        }
      }
    }
    return columns
        + "\nratio: divided by "
        + Block.NMR
        + ", ours, in the same setting; of growth and other NPIs by the first.\n";
  }

  /** The figures to reach, and whether this run has reached them; empty if no goal was measured. */
  public static String goals(Results results) {
    List<Goal.Outcome> outcomes = Goal.outcomes(results);
    if (outcomes.isEmpty()) {
      return "";
    }
    Columns columns = new Columns("lrrrl");
    columns.line("figure to reach", "at least", "aim", "here", "");
    for (Goal.Outcome each : outcomes) {
      columns.line(
          each.goal().title(),
          each.goal().leastText(),
          each.goal().aimText(),
          Numbers.figure(each.figure()),
          each.verdict().toString());
    }
    return columns.toString();
  }

  private static void line(Columns columns, Measure measure, Results results) {
    columns.line(
        measure.block().title(),
        measure.setting(),
        measure.subject(),
        Numbers.figure(measure.figure().median()),
        Numbers.figure(measure.figure().p90()),
        Integer.toString(measure.figure().samples()),
        measure.unit(),
        Numbers.ratio(results.ratio(measure)));
  }

  /** Lines of aligned cells: text to the left, figures to the right. */
  private static final class Columns {
    private static final String GAP = "  ";

    private final boolean[] isRight;
    private final List<List<String>> lines = new ArrayList<>();

    /** Takes one letter for each column: {@code l} or {@code r}. */
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

    /** Adds an empty line. */
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
}
