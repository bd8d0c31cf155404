package io.nmr.benchmark.swap;

import io.nmr.benchmark.felix.EmbeddedFelix;
import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Figure;
import io.nmr.benchmark.measure.Group;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Scale;
import io.nmr.benchmark.measure.Scenario;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.osgi.framework.Bundle;

/**
 * Hot swaps under load: while threads call, the better of two providers is replaced by its next
 * version again and again, each time when the last version has been called. The same load is
 * measured without any swap first.
 */
public final class SwapScenario implements Scenario {
  private static final String BETTER = "better";

  private final Swapped swapped;

  private SwapScenario(Swapped swapped) {
    this.swapped = swapped;
  }

  /** One scenario for each technology. */
  public static List<Scenario> all() {
    return Arrays.stream(Swapped.values()).<Scenario>map(SwapScenario::new).toList();
  }

  @Override
  public Group group() {
    return Group.SWAP;
  }

  @Override
  public String name() {
    return "hot swap, " + swapped.title();
  }

  @Override
  public void measure(Scale scale, Consumer<? super Measure> results) throws Exception {
    Scale.Swap swap = scale.swap();
    try (EmbeddedFelix felix = EmbeddedFelix.start(Map.of())) {
      swapped.deploy(felix);
      felix.start(swapped.provider("other", 1, 0));
      Bundle better = felix.start(swapped.provider(BETTER, 2, 1));
      felix.start(swapped.client());
      IntUnaryOperator call = felix.service(IntUnaryOperator.class, "call");

      Load warm = new Load(swap.threads(), call);
      swap(better, warm, 2, swap.warmups());
      warm.end();
      Load undisturbed = new Load(swap.threads(), call);
      TimeUnit.NANOSECONDS.sleep(swap.undisturbed().toNanos());
      tell("no swap", undisturbed.end(), results);
      Load load = new Load(swap.threads(), call);
      Swaps swaps = swap(better, load, 2 + swap.warmups(), swap.swaps());
      Load.Outcome outcome = load.end();
      String setting = swap.swaps() + " swaps";
      tell(setting, outcome, results);
      results.accept(
          measure(
              setting + ", unused for " + Load.PATIENCE_MILLIS + " ms",
              "swaps",
              Figure.of((double) swaps.unused())));
      results.accept(measure(setting + ", each", "ms", Figure.of(swaps.millis())));
      if (outcome.count().failure() != null) {
        System.err.println(swapped.title() + ": a call failed: " + outcome.count().failure());
      }
    }
  }

  /**
   * The outcome of some swaps.
   *
   * @param millis how long each took
   * @param unused how many versions were not called, though they were the best
   */
  private record Swaps(List<Double> millis, int unused) {}

  private Swaps swap(Bundle better, Load load, int firstVersion, int swaps) throws Exception {
    List<Double> millis = new ArrayList<>();
    int unused = 0;
    for (int version = firstVersion; version < firstVersion + swaps; version++) {
      try (InputStream jar = swapped.provider(BETTER, 2, version).open()) {
        long start = System.nanoTime();
        better.update(jar);
        millis.add((System.nanoTime() - start) / 1e6);
      }
      unused += load.awaitAnswerBy(version) ? 0 : 1;
    }
    return new Swaps(millis, unused);
  }

  private void tell(String setting, Load.Outcome outcome, Consumer<? super Measure> results) {
    Load.Count count = outcome.count();
    results.accept(measure(setting, "calls/s", Figure.of(outcome.callsPerSecond())));
    results.accept(
        measure(setting + ", worst pause", "ms", Figure.of(count.worstPauseNanos() / 1e6)));
    results.accept(
        measure(setting + ", failed calls", "calls", Figure.of((double) count.failed())));
  }

  private Measure measure(String setting, String unit, Figure figure) {
    return new Measure(Block.HOT_SWAP, swapped.title(), setting, unit, figure);
  }
}
