package io.nmr.benchmark.attach;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Figure;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Registers and deregisters all providers again and again, and keeps time and memory. */
final class FanOutRounds {
  /** What is timed; may fail. */
  interface Step {
    void run() throws Exception;
  }

  private final Scale.FanOut scale;
  private final Step register;
  private final Step deregister;
  private final LongSupplier bound;
  private final List<Double> registerNanos = new ArrayList<>();
  private final List<Double> deregisterNanos = new ArrayList<>();
  private final List<Double> totalMillis = new ArrayList<>();
  private final List<Double> bytes = new ArrayList<>();

  /**
   * Of one contender.
   *
   * @param bound says how many pairs there are
   */
  FanOutRounds(Scale.FanOut scale, Step register, Step deregister, LongSupplier bound) {
    this.scale = scale;
    this.register = register;
    this.deregister = deregister;
    this.bound = bound;
  }

  void run() throws Exception {
    for (int warmup = 0; warmup < scale.warmups(); warmup++) {
      round(false);
    }
    for (int round = 0; round < scale.rounds(); round++) {
      round(true);
    }
  }

  private void round(boolean isMeasured) throws Exception {
    double pairs = (double) scale.providers() * scale.clients();
    long before = UsedHeap.bytes();
    double registering = nanosOf(register);
    require(pairs);
    double used = UsedHeap.bytes() - before;
    double deregistering = nanosOf(deregister);
    require(0);
    if (isMeasured) {
      registerNanos.add(registering / pairs);
      deregisterNanos.add(deregistering / pairs);
      totalMillis.add((registering + deregistering) / 1e6);
      bytes.add(used / pairs);
    }
  }

  private static double nanosOf(Step step) throws Exception {
    long start = System.nanoTime();
    step.run();
    return System.nanoTime() - start;
  }

  private void require(double expected) {
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
