package io.nmr.sample.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Formats a run for the shell. */
final class Report {
  private Report() {}

  /** A line about the run, a row for each kind of call, and one for all. */
  static List<String> table(Run run) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "load: %s, %s for %.1f s",
            threads(run),
            run.isRunning() ? "running" : "stopped after running",
            run.seconds()));
    lines.add(row("call", "calls", "per second", "refusals retried", "failures"));
    for (Map.Entry<LoadCall, Counts> kind : run.counts().entrySet()) {
      lines.add(row(kind.getKey().name(), Sum.of(List.of(kind.getValue())), run));
    }
    lines.add(row("all", Sum.of(run.counts().values()), run));
    run.counts()
        .forEach(
            (call, counts) -> {
              if (counts.firstFailure() != null) {
                lines.add("first failure of " + call.name() + ": " + counts.firstFailure());
              }
            });
    return lines;
  }

  /** The totals of a run in one line. */
  static String line(Run run) {
    Sum all = Sum.of(run.counts().values());
    return String.format(
        Locale.ROOT,
        "load: stopped after %.1f s with %s: calls %d, per second %d, refusals retried %d,"
            + " failures %d",
        run.seconds(),
        threads(run),
        all.calls,
        all.perSecond(run),
        all.refusals,
        all.failures);
  }

  private static String threads(Run run) {
    return run.threadCount() == 1 ? "1 thread" : run.threadCount() + " threads";
  }

  private static String row(String name, Sum sum, Run run) {
    return row(name, sum.calls, sum.perSecond(run), sum.refusals, sum.failures);
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-18s %12s %12s %18s %10s", cells);
  }

  /** The sums of several counts. */
  private record Sum(long calls, long refusals, long failures) {
    static Sum of(Iterable<Counts> parts) {
      Sum sum = new Sum(0, 0, 0);
      for (Counts part : parts) {
        sum =
            new Sum(
                sum.calls + part.calls(),
                sum.refusals + part.refusals(),
                sum.failures + part.failures());
      }
      return sum;
    }

    long perSecond(Run run) {
      double seconds = run.seconds();
      return seconds <= 0 ? 0 : Math.round(calls / seconds);
    }
  }
}
