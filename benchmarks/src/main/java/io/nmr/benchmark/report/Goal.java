package io.nmr.benchmark.report;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Results;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A figure that the registrar should reach.
 *
 * @param least the bound that must be reached
 * @param aim the bound that is aimed at
 * @param figure finds the figure among the results
 */
record Goal(
    String title,
    Wanted wanted,
    double least,
    double aim,
    Function<Results, OptionalDouble> figure) {
  private static final String CAS = "CAS run-down reference";
  private static final String TRACKER = "ServiceTracker";

  private static final List<Goal> ALL =
      List.of(
          new Goal(
              "guarded ÷ direct call, 1 thread",
              Wanted.AT_MOST,
              6,
              2.5,
              all -> divide(call(all, Block.NMR, 1), call(all, "direct call", 1))),
          new Goal(
              "guarded, 2 threads ÷ 1 thread",
              Wanted.AT_MOST,
              1.2,
              1.05,
              all -> divide(call(all, Block.NMR, 2), call(all, Block.NMR, 1))),
          new Goal(
              "CAS run-down ÷ guarded, 2 threads",
              Wanted.AT_LEAST,
              6,
              12,
              all -> divide(call(all, CAS, 2), call(all, Block.NMR, 2))),
          new Goal(
              "ServiceTracker fan-out time ÷ ours, 1000 × 100",
              Wanted.AT_LEAST,
              5,
              20,
              all -> divide(fanOut(all, TRACKER, "both"), fanOut(all, Block.NMR, "both"))),
          new Goal(
              "our bytes per binding ÷ ServiceTracker's per pair",
              Wanted.AT_MOST,
              1,
              0.5,
              all -> divide(fanOut(all, Block.NMR, "memory"), fanOut(all, TRACKER, "memory"))),
          new Goal(
              "ns per binding at 10⁶ ÷ at 10³, register",
              Wanted.AT_MOST,
              2,
              1.2,
              all -> growth(all, "register")),
          new Goal(
              "ns per binding at 10⁶ ÷ at 10³, deregister",
              Wanted.AT_MOST,
              2,
              1.2,
              all -> growth(all, "deregister")),
          new Goal(
              "failed calls in 1000 hot swaps under load",
              Wanted.AT_MOST,
              0,
              0,
              all -> all.median(Block.HOT_SWAP, Block.NMR, "1000 swaps, failed calls")),
          new Goal(
              "µs from the end of the last call to the return of Bundle.stop",
              Wanted.AT_MOST,
              100,
              100,
              all -> all.median(Block.STOP, Block.NMR, "after the last of 1 call")));

  /** Whether smaller or larger figures are better. */
  enum Wanted {
    AT_MOST,
    AT_LEAST
  }

  /** The goals for which this run has a figure, with their verdicts. */
  static List<Outcome> outcomes(Results results) {
    return ALL.stream().flatMap(goal -> goal.outcome(results).stream()).toList();
  }

  private Optional<Outcome> outcome(Results results) {
    OptionalDouble found = figure.apply(results);
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(new Outcome(this, found.getAsDouble(), verdict(found.getAsDouble())));
  }

  private Verdict verdict(double found) {
    if (reaches(found, aim)) {
      return Verdict.AIM;
    }
    return reaches(found, least) ? Verdict.REACHED : Verdict.NOT_REACHED;
  }

  private boolean reaches(double found, double bound) {
    return wanted == Wanted.AT_MOST ? found <= bound : found >= bound;
  }

  /** The bound that must be reached, as text. */
  String leastText() {
    return text(least);
  }

  /** The bound that is aimed at, as text. */
  String aimText() {
    return text(aim);
  }

  private String text(double bound) {
    String number = BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    return bound == 0 ? number : (wanted == Wanted.AT_MOST ? "≤ " : "≥ ") + number;
  }

  private static OptionalDouble call(Results results, String subject, int threads) {
    return results.median(Block.SYNC, subject, Block.threads(threads));
  }

  private static OptionalDouble fanOut(Results results, String subject, String what) {
    return results.median(Block.FAN_OUT, subject, "1000 × 100 " + what);
  }

  private static OptionalDouble growth(Results results, String setting) {
    return divide(
        results.median(Block.GROWTH, "1,000,000 bindings", setting),
        results.median(Block.GROWTH, "1,000 bindings", setting));
  }

  private static OptionalDouble divide(OptionalDouble dividend, OptionalDouble divisor) {
    return dividend.isEmpty() || divisor.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(dividend.getAsDouble() / divisor.getAsDouble());
  }

  /** How well a goal is met. */
  enum Verdict {
    AIM("aim"),
    REACHED("reached"),
    NOT_REACHED("not reached");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** A goal with this run's figure. */
  record Outcome(Goal goal, double figure, Verdict verdict) {}
}
