package io.nmr.benchmark.report;

import io.nmr.benchmark.measure.Results;
import java.util.List;

/** The figures to reach, and whether this run has reached them. */
public final class GoalTable {
  private GoalTable() {}

  /** The table; empty if nothing that was measured has a goal. */
  public static String of(Results results) {
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
}
