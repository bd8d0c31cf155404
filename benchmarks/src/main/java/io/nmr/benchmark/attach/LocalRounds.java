package io.nmr.benchmark.attach;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Figure;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Rounds of registering and deregistering, as many as fit into a time; nothing else is done. */
final class LocalRounds {
  private static final long LONG_NANOS = 50_000_000;

  private final LocalModules modules;
  private final int providers;
  private final double bindings;
  private final List<Double> registerNanos = new ArrayList<>();
  private final List<Double> deregisterNanos = new ArrayList<>();
  private long lastNanos;

  LocalRounds(LocalModules modules, int providers, int clients) {
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
      System.gc(); // so the garbage of one round is not the next one's; it would dwarf a short one
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
    results.accept(new Measure(block, subject, "register", "ns/binding", Figure.of(registerNanos)));
    results.accept(
        new Measure(block, subject, "deregister", "ns/binding", Figure.of(deregisterNanos)));
  }
}
