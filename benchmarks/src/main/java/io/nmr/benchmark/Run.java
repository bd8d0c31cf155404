package io.nmr.benchmark;

import io.nmr.benchmark.call.CallGroup;
import io.nmr.benchmark.measure.Group;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Progress;
import io.nmr.benchmark.measure.Results;
import io.nmr.benchmark.measure.Scale;
import io.nmr.benchmark.measure.Scenario;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/** Everything that was asked for, one after the other. */
final class Run {
  private final Scale scale;
  private final Set<Group> groups;

  Run(Scale scale, Set<Group> groups) {
    this.scale = scale;
    this.groups = groups;
  }

  /** Measures; tells on that stream what it does. */
  Results measure(PrintStream told) throws Exception {
    List<Scenario> scenarios = Scenarios.of(groups);
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
}
