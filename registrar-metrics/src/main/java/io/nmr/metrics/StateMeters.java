package io.nmr.metrics;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.runtime.RegistrarRuntime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Gauges of what the registrar has right now, read from its snapshots when somebody scrapes and at
 * no other time. Used by one thread at a time.
 */
final class StateMeters {
  private final NpiLabels npis;
  private final Clock clock;
  private final MultiGauge registrations;
  private final MultiGauge bindings;

  // Read by the gauges when the registry is scraped, on the thread that has refreshed them.
  private long registrars;
  private long pending;
  private long holds;
  private double longestHoldSeconds;

  StateMeters(MeterRegistry registry, NpiLabels npis, Clock clock) {
    this.npis = npis;
    this.clock = clock;
    this.registrations =
        MultiGauge.builder("nmr.registrations")
            .description("Modules registered, those that deregister included")
            .register(registry);
    this.bindings =
        MultiGauge.builder("nmr.bindings")
            .description("Bindings, by where the protocol stands")
            .register(registry);
    Gauge.builder("nmr.registrars", this, it -> it.registrars)
        .description("Registrars that are running: 1, or 0 while it is stopped")
        .register(registry);
    Gauge.builder("nmr.deregistrations.pending", this, it -> it.pending)
        .description("Deregistrations that are not complete")
        .register(registry);
    Gauge.builder("nmr.holds", this, it -> it.holds)
        .description("Bundles whose stop is held back")
        .register(registry);
    Gauge.builder("nmr.hold.longest", this, it -> it.longestHoldSeconds)
        .description("For how long the stop that is held longest has been held back")
        .baseUnit("seconds")
        .register(registry);
  }

  void refresh(List<RegistrarRuntime> runtimes) {
    registrars = runtimes.size();
    registrations.register(
        rows(
            runtimes.stream()
                .flatMap(each -> each.registrations().stream())
                .map(
                    each ->
                        Tags.of(Labels.NPI, npis.of(each.npi()))
                            .and(Labels.SIDE, Labels.of(each.side())))),
        true);
    bindings.register(
        rows(
            runtimes.stream()
                .flatMap(each -> each.bindings().stream())
                .map(
                    each ->
                        Tags.of(Labels.NPI, npis.of(each.npi()))
                            .and(Labels.STATE, each.state().toLowerCase(Locale.ROOT)))),
        true);
    refreshHolds(
        runtimes.stream()
            .flatMap(each -> each.pending().stream())
            .filter(each -> !each.isAttaching())
            .toList());
  }

  private void refreshHolds(List<PendingSnapshot> deregistrations) {
    List<PendingSnapshot> held = deregistrations.stream().filter(PendingSnapshot::isHold).toList();
    Instant now = clock.instant();
    pending = deregistrations.size();
    holds = held.stream().map(each -> each.registration().ownerId()).distinct().count();
    longestHoldSeconds =
        held.stream()
            .mapToDouble(each -> Duration.between(each.since(), now).toNanos() / 1e9)
            .max()
            .orElse(0);
  }

  private static List<MultiGauge.Row<?>> rows(Stream<Tags> each) {
    Map<Tags, Long> counts = each.collect(groupingBy(tags -> tags, counting()));
    return counts.entrySet().stream()
        .<MultiGauge.Row<?>>map(entry -> MultiGauge.Row.of(entry.getKey(), entry.getValue()))
        .toList();
  }
}
