package io.nmr.benchmark.attach;

import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.felix.Bundles;
import io.nmr.benchmark.felix.EmbeddedFelix;
import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Figure;
import io.nmr.benchmark.measure.Group;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Scale;
import io.nmr.benchmark.measure.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.osgi.framework.Bundle;

/**
 * Many providers come and go while many clients of all of them stay. Each round registers all
 * providers, counts the pairs, and deregisters them again.
 */
public final class FanOut implements Scenario {
  private final String subject;
  private final Field field;

  private FanOut(String subject, Field field) {
    this.subject = subject;
    this.field = field;
  }

  /** One scenario for each contender in Felix, and one for the registrar in a plain JVM. */
  public static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (Contender each : Contender.values()) {
      all.add(new FanOut(each.title(), (scale, rounds) -> inFelix(each, scale, rounds)));
    }
    all.add(new FanOut("NMR, plain JVM", FanOut::inPlainJvm));
    return all;
  }

  @Override
  public Group group() {
    return Group.ATTACH;
  }

  @Override
  public String name() {
    return "fan-out, " + subject;
  }

  @Override
  public void measure(Scale scale, Consumer<? super Measure> results) throws Exception {
    Rounds rounds = new Rounds(scale.fanOut());
    field.play(scale.fanOut(), rounds);
    rounds.tell(subject, results);
  }

  /**
   * In Felix one bundle that provides everything is started and stopped, while as many bundles as
   * there are clients, with one client each, are active.
   */
  private static void inFelix(Contender contender, Scale.FanOut scale, Rounds rounds)
      throws Exception {
    try (EmbeddedFelix felix =
        EmbeddedFelix.start(Map.of(Facts.COUNT, Integer.toString(scale.providers())))) {
      contender.deploy(felix);
      felix.start(Bundles.contract());
      for (int number = 0; number < scale.clients(); number++) {
        felix.start(contender.client(number));
      }
      List<LongSupplier> bound = felix.services(LongSupplier.class, "bound");
      Bundle providers = felix.install(contender.providers(scale.providers()));
      rounds.run(
          providers::start,
          providers::stop,
          () -> bound.stream().mapToLong(LongSupplier::getAsLong).sum());
    }
  }

  private static void inPlainJvm(Scale.FanOut scale, Rounds rounds) throws Exception {
    try (LocalModules modules = new LocalModules(scale.clients())) {
      rounds.run(() -> modules.register(scale.providers()), modules::deregister, modules::bindings);
    }
  }

  /** Where providers and clients meet: sets it up, runs the rounds in it, and takes it down. */
  private interface Field {
    void play(Scale.FanOut scale, Rounds rounds) throws Exception;
  }

  /** What is timed. */
  private interface Step {
    void run() throws Exception;
  }

  /** The time and memory of each measured round. */
  private static final class Rounds {
    private final Scale.FanOut scale;
    private final double pairs;
    private final List<Double> registerNanos = new ArrayList<>();
    private final List<Double> deregisterNanos = new ArrayList<>();
    private final List<Double> totalMillis = new ArrayList<>();
    private final List<Double> bytes = new ArrayList<>();

    Rounds(Scale.FanOut scale) {
      this.scale = scale;
      pairs = (double) scale.providers() * scale.clients();
    }

    /** Warms up and measures; {@code bound} counts the pairs that there are. */
    void run(Step register, Step deregister, LongSupplier bound) throws Exception {
      for (int round = -scale.warmups(); round < scale.rounds(); round++) {
        long before = UsedHeap.bytes();
        double registering = nanosOf(register);
        require(pairs, bound);
        double used = UsedHeap.bytes() - before;
        double deregistering = nanosOf(deregister);
        require(0, bound);
        if (round >= 0) {
          registerNanos.add(registering / pairs);
          deregisterNanos.add(deregistering / pairs);
          totalMillis.add((registering + deregistering) / 1e6);
          bytes.add(used / pairs);
        }
      }
    }

    private static double nanosOf(Step step) throws Exception {
      long start = System.nanoTime();
      step.run();
      return System.nanoTime() - start;
    }

    private static void require(double expected, LongSupplier bound) {
      long found = bound.getAsLong();
      if (found != (long) expected) {
        throw new IllegalStateException("there are " + found + " pairs, not " + (long) expected);
      }
    }

    void tell(String subject, Consumer<? super Measure> results) {
      String scene = scale.providers() + " × " + scale.clients();
      results.accept(measure(subject, scene + " both", "ms", totalMillis));
      results.accept(measure(subject, scene + " register", "ns/pair", registerNanos));
      results.accept(measure(subject, scene + " deregister", "ns/pair", deregisterNanos));
      results.accept(measure(subject, scene + " memory", "bytes/pair", bytes));
    }

    private static Measure measure(String subject, String setting, String unit, List<Double> all) {
      return new Measure(Block.FAN_OUT, subject, setting, unit, Figure.of(all));
    }
  }
}
