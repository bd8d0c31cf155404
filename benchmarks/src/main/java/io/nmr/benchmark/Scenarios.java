package io.nmr.benchmark;

import io.nmr.benchmark.attach.AttachScenarios;
import io.nmr.benchmark.measure.Group;
import io.nmr.benchmark.measure.Scenario;
import java.util.List;
import java.util.Set;

/** All measured loops. */
final class Scenarios {
  private Scenarios() {}

  static List<Scenario> all() {
    return AttachScenarios.all();
  }

  static List<Scenario> of(Set<Group> groups) {
    return all().stream().filter(each -> groups.contains(each.group())).toList();
  }

  static Scenario named(String name) {
    return all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }
}
