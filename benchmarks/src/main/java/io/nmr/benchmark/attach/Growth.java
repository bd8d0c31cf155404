package io.nmr.benchmark.attach;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Figure;
import io.nmr.benchmark.measure.Group;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Scale;
import io.nmr.benchmark.measure.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The registrar alone, in a plain JVM: how the cost of a binding grows with their number. The
 * clients stay the same; ever more providers register.
 */
public final class Growth implements Scenario {
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
        Rounds rounds = new Rounds(modules, providers, growth.clients());
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

  /** The smallest of the growths, without and with registrations of other NPIs beside it. */
  public static final class OtherNpis implements Scenario {
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
        Rounds rounds =
            new Rounds(modules, scale.bindings().get(0) / scale.clients(), scale.clients());
        rounds.run(scale);
        rounds.tell(Block.OTHER_NPIS, subject, results);
      }
    }
  }

  /** As many rounds of registering and deregistering as fit into a time. */
  private static final class Rounds {
    private static final long LONG_NANOS = 50_000_000;

    private final LocalModules modules;
    private final int providers;
    private final double bindings;
    private final List<Double> registerNanos = new ArrayList<>();
    private final List<Double> deregisterNanos = new ArrayList<>();
    private long lastNanos;

    Rounds(LocalModules modules, int providers, int clients) {
      this.modules = modules;
      this.providers = providers;
      this.bindings = (double) providers * clients;
    }

    void run(Scale.Growth scale) {
      runFor(scale.warmup());
      registerNanos.clear();
      deregisterNanos.clear();
      runFor(scale.measured());
    }

    private void runFor(Duration time) {
      long start = System.nanoTime();
      do {
        round();
      } while (System.nanoTime() - start < time.toNanos());
    }

    private void round() {
      if (lastNanos > LONG_NANOS) {
        System.gc(); // so that the next round does not collect this one's garbage
      }
      long start = System.nanoTime();
      modules.register(providers);
      long registered = System.nanoTime();
      if (modules.bindings() != (long) bindings) {
        throw new IllegalStateException("there are " + modules.bindings() + " bindings");
      }
      long middle = System.nanoTime();
      modules.deregister();
      long deregistered = System.nanoTime();
      registerNanos.add((registered - start) / bindings);
      deregisterNanos.add((deregistered - middle) / bindings);
      lastNanos = deregistered - start;
    }

    void tell(Block block, String subject, Consumer<? super Measure> results) {
      results.accept(
          new Measure(block, subject, "register", "ns/binding", Figure.of(registerNanos)));
      results.accept(
          new Measure(block, subject, "deregister", "ns/binding", Figure.of(deregisterNanos)));
    }
  }
}
