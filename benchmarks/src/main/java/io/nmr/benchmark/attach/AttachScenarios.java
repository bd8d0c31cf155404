package io.nmr.benchmark.attach;

import io.nmr.benchmark.measure.Scenario;
import java.util.ArrayList;
import java.util.List;

/** The measured loops of this package. */
public final class AttachScenarios {
  private AttachScenarios() {}

  /** In the order in which they are shown. */
  public static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (Contender each : Contender.values()) {
      all.add(new FelixFanOut(each));
    }
    all.add(new LocalFanOut());
    all.add(new Growth());
    all.add(new OtherNpis());
    return all;
  }
}
