package io.nmr.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.RuntimeListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the registrar's events and their durations. Many threads call at once. Once an NPI is
 * known, an event costs a look into a map and an addition, with no lock.
 */
final class EventMeters implements RuntimeListener {
  private final MeterRegistry registry;
  private final NpiLabels npis;
  private final Map<String, NpiMeters> meters = new ConcurrentHashMap<>();
  private final Timer hold;
  private final Counter holdsWarned;

  EventMeters(MeterRegistry registry, NpiLabels npis) {
    this.registry = registry;
    this.npis = npis;
    hold =
        Durations.timer(
            registry,
            "nmr.hold.duration",
            "How long stops of bundles were held back",
            Tags.empty());
    holdsWarned =
        Counter.builder("nmr.holds.warned")
            .description("Warnings of a stop that was held back past its warn time")
            .register(registry);
  }

  @Override
  public void happened(RuntimeEvent event) {
    switch (event.kind()) {
      case HOLD_BEGUN -> {}
      case HOLD_WARNED -> holdsWarned.increment();
      case HOLD_ENDED -> event.duration().ifPresent(hold::record);
      default ->
          meters
              .computeIfAbsent(npis.of(event.npi()), label -> new NpiMeters(registry, label))
              .count(event);
    }
  }
}
