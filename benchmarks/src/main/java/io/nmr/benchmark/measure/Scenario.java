package io.nmr.benchmark.measure;

import java.util.function.Consumer;

/** A measured loop of our own, for what JMH is not made for. Runs in a JVM of its own. */
public interface Scenario {
  /** The part it belongs to. */
  Group group();

  /** Its name: unique, and shown while it runs. */
  String name();

  /**
   * Warms up, measures and tells.
   *
   * @throws Exception if what it measures did not do what it should
   */
  void measure(Scale scale, Consumer<? super Measure> results) throws Exception;
}
