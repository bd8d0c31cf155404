package io.nmr.benchmark.attach;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Group;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Scale;
import io.nmr.benchmark.measure.Scenario;
import java.util.Locale;
import java.util.function.Consumer;

/** Ours alone: the smallest of the growths, without and with registrations of other NPIs. */
final class OtherNpis implements Scenario {
  @Override
  public Group group() {
    return Group.ATTACH;
  }

  @Override
  public String name() {
    return "other NPIs";
  }

  @Override
  public void measure(Scale scale, Consumer<? super Measure> results) {
    measure("none", 0, scale.growth(), results);
    int others = scale.growth().otherNpis();
    measure(String.format(Locale.ROOT, "%,d", others), others, scale.growth(), results);
  }

  private static void measure(
      String subject, int others, Scale.Growth scale, Consumer<? super Measure> results) {
    try (LocalModules modules = new LocalModules(scale.clients())) {
      modules.registerOthers(others);
      LocalRounds rounds =
          new LocalRounds(modules, scale.bindings().get(0) / scale.clients(), scale.clients());
      rounds.run(scale);
      rounds.tell(Block.OTHER_NPIS, subject, results);
    }
  }
}
