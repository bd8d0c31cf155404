package io.nmr.benchmark.report;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Results;

/** Every figure of a run, each on a line with its ratio to ours. */
public final class TextTable {
  private TextTable() {}

  /** The table. */
  public static String of(Results results) {
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
}
