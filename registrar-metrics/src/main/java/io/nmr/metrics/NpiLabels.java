package io.nmr.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The values of the label {@code npi}: the ids themselves, as long as there are few of them.
 * Prometheus keeps a time series for each value, so an application that makes up ids must not make
 * the values grow without end. An id has letters, digits, dots and dashes only, so no value needs
 * escaping. Any thread may call.
 */
final class NpiLabels {
  /** The value for all further ids; no id looks like it. */
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
