package io.nmr.benchmark.unload;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Figure;
import io.nmr.benchmark.measure.Group;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Scale;
import io.nmr.benchmark.measure.Scenario;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Measures how long a bundle's stop takes, and how long it goes on after the last call. */
public final class StopScenario implements Scenario {
  private final Stopped stopped;

  private StopScenario(Stopped stopped) {
    this.stopped = stopped;
  }

  /** One scenario for each technology. */
  public static List<Scenario> all() {
    return Arrays.stream(Stopped.values()).<Scenario>map(StopScenario::new).toList();
  }

  @Override
  public Group group() {
    return Group.UNLOAD;
  }

  @Override
  public String name() {
    return "stop, " + stopped.title();
  }

  @Override
  public void measure(Scale scale, Consumer<? super Measure> results) throws Exception {
    Scale.Unload unload = scale.unload();
    Rounds rounds = new Rounds(unload, stopped.title(), results);
    try (StopScene scene = new StopScene(stopped, 1)) {
      rounds.measure("whole, 0 calls", scene::wholeStop);
      if (stopped == Stopped.NMR) { // the others wait for no call
        rounds.measure("after the last of 1 call", () -> scene.afterTheLastOf(1));
        rounds.measure(
            "after the last of " + unload.calls() + " calls",
            () -> scene.afterTheLastOf(unload.calls()));
      }
    }
    if (stopped != Stopped.NOTHING) {
      measureManyBindings(unload, rounds);
    }
  }

  private void measureManyBindings(Scale.Unload unload, Rounds rounds) throws Exception {
    String bindings = unload.bindings() + " bindings";
    try (StopScene scene = new StopScene(stopped, unload.bindings())) {
      rounds.measure("whole, 0 calls, " + bindings, scene::wholeStop);
      if (stopped == Stopped.NMR) {
        rounds.measure("after the last of 1 call, " + bindings, () -> scene.afterTheLastOf(1));
      }
    }
  }

  /** Repeats one kind of stop and keeps the median and the 90th percentile. */
  private static final class Rounds {
    /** Starts a bundle, stops it, and returns how many nanoseconds the stop took. */
    interface Stop {
      long nanos() throws Exception;
    }

    private final Scale.Unload scale;
    private final String subject;
    private final Consumer<? super Measure> results;

    Rounds(Scale.Unload scale, String subject, Consumer<? super Measure> results) {
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
}
