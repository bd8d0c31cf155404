package io.nmr.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.nmr.Side;
import io.nmr.runtime.RuntimeEvent;
import java.util.EnumMap;
import java.util.Map;

/**
 * The counters and the histogram of one NPI. All of them exist at zero from the beginning, so that
 * Prometheus sees the first increase as one. Any thread may call.
 */
final class NpiMeters {
  private final MeterRegistry registry;
  private final Tags npi;
  private final Map<Side, Counter> registered;
  private final Counter attached;
  private final Map<Side, Counter> declined;
  private final Timer detach;
  private final Counter abandoned;
  private final Map<Side, Counter> refused;
  private final Map<Side, Counter> failures;

  NpiMeters(MeterRegistry registry, String label) {
    this.registry = registry;
    npi = Tags.of(Labels.NPI, label);
    registered = bySide("nmr.registered", "Registrations made");
    attached = counter("nmr.attached", "Bindings attached", npi);
    declined = bySide("nmr.declined", "Pairs declined, by the side that declined");
    detach =
        Durations.timer(registry, "nmr.detach.duration", "How long bindings took to detach", npi);
    abandoned = counter("nmr.abandoned", "Bindings for which the wait was given up", npi);
    refused = bySide("nmr.refused", "Calls refused after detach, by the side that called");
    failures = bySide("nmr.callback.failures", "Callbacks that failed, by the side they belong to");
  }

  private Map<Side, Counter> bySide(String name, String description) {
    Map<Side, Counter> counters = new EnumMap<>(Side.class);
    for (Side side : Side.values()) {
      counters.put(side, counter(name, description, npi.and(Labels.SIDE, Labels.of(side))));
    }
    return counters;
  }

  private Counter counter(String name, String description, Tags tags) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }

  void count(RuntimeEvent event) {
    switch (event.kind()) {
      case REGISTERED -> count(registered, event);
      case ATTACHED -> attached.increment();
      case DECLINED -> count(declined, event);
      case DETACHED -> event.duration().ifPresent(detach::record);
      case ABANDONED -> abandoned.increment();
      case REFUSED -> count(refused, event);
      case CALLBACK_FAILED -> count(failures, event);
      default -> {}
    }
  }

  private static void count(Map<Side, Counter> counters, RuntimeEvent event) {
    event.side().map(counters::get).ifPresent(Counter::increment);
  }
}
