package io.nmr.benchmark.attach;

import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.felix.Bundles;
import io.nmr.benchmark.felix.EmbeddedFelix;
import io.nmr.benchmark.measure.Group;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Scale;
import io.nmr.benchmark.measure.Scenario;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.osgi.framework.Bundle;

/**
 * In Felix: one bundle that provides everything is started and stopped, while as many bundles as
 * there are clients, with one client each, are active.
 */
final class FelixFanOut implements Scenario {
  private final Contender contender;

  FelixFanOut(Contender contender) {
    this.contender = contender;
  }

  @Override
  public Group group() {
    return Group.ATTACH;
  }

  @Override
  public String name() {
    return "fan-out, " + contender.title();
  }

  @Override
  public void measure(Scale scale, Consumer<? super Measure> results) throws Exception {
    Scale.FanOut fanOut = scale.fanOut();
    try (EmbeddedFelix felix =
        EmbeddedFelix.start(Map.of(Facts.COUNT, Integer.toString(fanOut.providers())))) {
      contender.deploy(felix);
      felix.start(Bundles.contract());
      for (int number = 0; number < fanOut.clients(); number++) {
        felix.start(contender.client(number));
      }
      List<LongSupplier> bound = felix.services(LongSupplier.class, "bound");
      Bundle providers = felix.install(contender.providers(fanOut.providers()));
      FanOutRounds rounds =
          new FanOutRounds(
              fanOut,
              providers::start,
              providers::stop,
              () -> bound.stream().mapToLong(LongSupplier::getAsLong).sum());
      rounds.run();
      rounds.tell(contender.title(), results);
    }
  }
}
