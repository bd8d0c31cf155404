package io.nmr.benchmark;

import io.nmr.benchmark.attach.AttachScenarios;
import io.nmr.benchmark.measure.Group;
import io.nmr.benchmark.measure.Scenario;
import io.nmr.benchmark.swap.SwapScenario;
import io.nmr.benchmark.unload.StopScenario;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** All measured loops. */
final class Scenarios {
  private Scenarios() {}

  static List<Scenario> all() {
    return Stream.of(AttachScenarios.all(), StopScenario.all(), SwapScenario.all())
        .flatMap(List::stream)
        .toList();
  }

  static List<Scenario> of(Set<Group> groups) {
    return all().stream().filter(each -> groups.contains(each.group())).toList();
  }

  static Scenario named(String name) {
    return all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }
}
