package io.nmr.metrics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.Subscription;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The metrics of every registrar that is running, mostly one. Any thread may call. */
final class Metrics {
  /** How many NPIs have time series of their own. */
  private static final int MOST_NPIS = 100;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final EventMeters events;

  @GuardedBy("this")
  private final StateMeters state;

  @GuardedBy("this")
  private final Map<RegistrarRuntime, Subscription> runtimes = new LinkedHashMap<>();

  Metrics(Clock clock) {
    this(clock, MOST_NPIS);
  }

  Metrics(Clock clock, int mostNpis) {
    NpiLabels npis = new NpiLabels(mostNpis);
    events = new EventMeters(registry, npis);
    state = new StateMeters(registry, npis, clock);
  }

  /** Counts what that registrar does from now on. */
  synchronized void add(RegistrarRuntime runtime) {
    runtimes.computeIfAbsent(runtime, added -> added.listen(events));
  }

  /** Keeps the counts of a registrar that has stopped, and drops the gauges of what it had. */
  synchronized void remove(RegistrarRuntime runtime) {
    Subscription subscription = runtimes.remove(runtime);
    if (subscription != null) {
      subscription.close();
    }
  }

  /** All metrics in Prometheus' text format 0.0.4. */
  synchronized String scrape() {
    state.refresh(List.copyOf(runtimes.keySet()));
    return registry.scrape();
  }
}
