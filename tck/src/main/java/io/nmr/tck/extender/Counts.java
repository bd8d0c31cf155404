package io.nmr.tck.extender;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Counts what the extender's modules have done. It is a service of a JDK type, so that the
 * launcher, which shares no class with this bundle, can read it, even after the framework has
 * stopped. Any thread.
 */
final class Counts implements Supplier<Map<String, Long>> {
  static final String REGISTERED = "registered";
  static final String STOPPED = "stopped-modules";
  static final String STOPPED_BOUND = "stopped-while-bound";
  static final String WITHOUT_CONTEXT = "without-context";
  static final String ATTACHED = "attached";
  static final String DETACHED = "detached";
  static final String CLEANED = "cleaned";

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  void add(String what) {
    counts.computeIfAbsent(what, key -> new LongAdder()).increment();
  }

  @Override
  public Map<String, Long> get() {
    Map<String, Long> now = new TreeMap<>();
    counts.forEach((what, count) -> now.put(what, count.sum()));
    return now;
  }
}
