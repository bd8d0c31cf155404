package io.nmr.benchmark.attach;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Figure;
import io.nmr.benchmark.measure.Group;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Scale;
import io.nmr.benchmark.measure.Scenario;
import java.util.Locale;
import java.util.function.Consumer;

/** Ours alone: so many bindings with the same clients, by ever more providers. */
final class Growth implements Scenario {
  @Override
  public Group group() {
    return Group.ATTACH;
  }

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public void measure(Scale scale, Consumer<? super Measure> results) {
    Scale.Growth growth = scale.growth();
    for (int bindings : growth.bindings()) {
      String subject = String.format(Locale.ROOT, "%,d bindings", bindings);
      int providers = bindings / growth.clients();
      try (LocalModules modules = new LocalModules(growth.clients())) {
        LocalRounds rounds = new LocalRounds(modules, providers, growth.clients());
        rounds.run(growth);
        rounds.tell(Block.GROWTH, subject, results);
        results.accept(
            new Measure(
                Block.GROWTH,
                subject,
                "memory",
                "bytes/binding",
                Figure.of(bytes(modules, providers) / (double) bindings)));
      }
    }
  }

  private static long bytes(LocalModules modules, int providers) {
    long before = UsedHeap.bytes();
    modules.register(providers);
    long used = UsedHeap.bytes() - before;
    modules.deregister();
    return used;
  }
}
