package io.nmr.benchmark.attach;

import io.nmr.benchmark.measure.Group;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Scale;
import io.nmr.benchmark.measure.Scenario;
import java.util.function.Consumer;

/** The same fan-out without OSGi. */
final class LocalFanOut implements Scenario {
  private static final String SUBJECT = "NMR, plain JVM";

  @Override
  public Group group() {
    return Group.ATTACH;
  }

  @Override
  public String name() {
    return "fan-out, " + SUBJECT;
  }

  @Override
  public void measure(Scale scale, Consumer<? super Measure> results) throws Exception {
    Scale.FanOut fanOut = scale.fanOut();
    try (LocalModules modules = new LocalModules(fanOut.clients())) {
      FanOutRounds rounds =
          new FanOutRounds(
              fanOut,
              () -> modules.register(fanOut.providers()),
              modules::deregister,
              modules::bindings);
      rounds.run();
      rounds.tell(SUBJECT, results);
    }
  }
}
