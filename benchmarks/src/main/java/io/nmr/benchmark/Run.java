package io.nmr.benchmark;

import io.nmr.benchmark.attach.FanOut;
import io.nmr.benchmark.attach.Growth;
import io.nmr.benchmark.call.CallGroup;
import io.nmr.benchmark.measure.Group;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Progress;
import io.nmr.benchmark.measure.Results;
import io.nmr.benchmark.measure.Scale;
import io.nmr.benchmark.measure.Scenario;
import io.nmr.benchmark.swap.SwapScenario;
import io.nmr.benchmark.unload.StopScenario;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** One run of the benchmarks: the groups that were asked for, one after the other. */
final class Run {
  private final Scale scale;
  private final Set<Group> groups;

  Run(Scale scale, Set<Group> groups) {
    this.scale = scale;
    this.groups = groups;
  }

  /** Measures, and prints to that stream what is measured at the moment. */
  Results measure(PrintStream told) throws Exception {
    List<Scenario> scenarios = scenarios().filter(each -> groups.contains(each.group())).toList();
    CallGroup calls = new CallGroup(scale);
    boolean hasCalls = groups.contains(Group.CALL);
    Progress progress = new Progress(told, (hasCalls ? calls.steps() : 0) + scenarios.size());
    Results results = new Results();
    if (hasCalls) {
      calls.measure(progress, results::add);
    }
    for (Scenario each : scenarios) {
      progress.step(each.name());
      measure(each, results);
    }
    return results;
  }

  private void measure(Scenario scenario, Results results) throws Exception {
    if (scale.isForked()) {
      for (Measure each : Fork.run(scenario, scale)) {
        results.add(each);
      }
    } else {
      scenario.measure(scale, results::add);
    }
  }

  /** The scenario of that name. */
  static Scenario scenario(String name) {
    return scenarios().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  /** All scenarios, in the order in which their figures are shown. */
  private static Stream<Scenario> scenarios() {
    return Stream.of(
            FanOut.all(),
            List.of(new Growth(), new Growth.OtherNpis()),
            StopScenario.all(),
            SwapScenario.all())
        .flatMap(List::stream);
  }
}
