package io.nmr.benchmark.unload;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Figure;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One kind of stop again and again. */
final class StopRounds {
  /** Starts a bundle, stops it, and says how many nanoseconds that took. */
  interface Stop {
    long nanos() throws Exception;
  }

  private final Scale.Unload scale;
  private final String subject;
  private final Consumer<? super Measure> results;

  StopRounds(Scale.Unload scale, String subject, Consumer<? super Measure> results) {
    this.scale = scale;
    this.subject = subject;
    this.results = results;
  }

  void measure(String setting, Stop stop) throws Exception {
    for (int warmup = 0; warmup < scale.warmups(); warmup++) {
      stop.nanos();
    }
    List<Double> micros = new ArrayList<>();
    for (int round = 0; round < scale.rounds(); round++) {
      micros.add(stop.nanos() / 1e3);
    }
    results.accept(new Measure(Block.STOP, subject, setting, "µs", Figure.of(micros)));
  }
}
