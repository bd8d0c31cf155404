package io.nmr.benchmark.measure;

import java.util.function.Consumer;

/** A measured loop, for what JMH cannot measure. It runs in a JVM of its own. */
public interface Scenario {
  /** The part of the benchmarks that it belongs to. */
  Group group();

  /** Its unique name, which is shown while it runs. */
  String name();

  /**
   * Warms up, measures and hands over the figures.
   *
   * @throws Exception if the measured code has not done what it should
   */
  void measure(Scale scale, Consumer<? super Measure> results) throws Exception;
}
