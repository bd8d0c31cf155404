package io.nmr.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The values of the label {@code npi}: the ids themselves, as long as these are few. Each value is
 * a time series that Prometheus keeps, so an application that makes up ids must not make those grow
 * without end. Any thread.
 */
final class NpiLabels {
  /** Of all further ids; no id looks like that. */
  static final String OTHERS = "(others)";

  private final int most;
  private final AtomicInteger count = new AtomicInteger();
  private final Map<String, String> known = new ConcurrentHashMap<>();

  NpiLabels(int most) {
    this.most = most;
  }

  String of(String npi) {
    String label = known.get(npi);
    if (label != null) {
      return label;
    }
    if (count.get() >= most) { // so that the map does not grow either
      return OTHERS;
    }
    return known.computeIfAbsent(npi, id -> count.incrementAndGet() > most ? OTHERS : id);
  }
}
