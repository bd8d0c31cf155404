package io.nmr.metrics;

import static io.nmr.metrics.FakeRuntime.NPI;
import static io.nmr.metrics.FakeRuntime.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.Side;
import io.nmr.runtime.RegistrationSnapshot;
import io.nmr.runtime.RuntimeEvent.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Compares the scraped text with what has happened and with what there is. */
class MetricsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private final FakeRuntime registrar = new FakeRuntime();
  private final Metrics metrics = new Metrics(Clock.fixed(NOW, ZoneOffset.UTC), 3);

  @BeforeEach
  void measure() {
    metrics.add(registrar.service);
  }

  private List<String> scraped() {
    return metrics.scrape().lines().filter(line -> !line.startsWith("#")).toList();
  }

  @Test
  void each_kind_of_event_is_counted_by_npi_and_side() {
    registrar.tells(Kind.REGISTERED, Side.CLIENT);
    registrar.tells(Kind.REGISTERED, Side.CLIENT);
    registrar.tells(Kind.ATTACHED, Side.CLIENT);
    registrar.tells(Kind.DECLINED, Side.PROVIDER);
    registrar.tells(Kind.ABANDONED, Side.CLIENT);
    registrar.tells(Kind.REFUSED, Side.CLIENT);
    registrar.tells(Kind.CALLBACK_FAILED, Side.PROVIDER);
    registrar.tells(Kind.HOLD_WARNED, Side.CLIENT);

    assertThat(scraped())
        .contains(
            "nmr_registered_total{npi=\"com.example.npi\",side=\"client\"} 2.0",
            "nmr_registered_total{npi=\"com.example.npi\",side=\"provider\"} 0.0",
            "nmr_attached_total{npi=\"com.example.npi\"} 1.0",
            "nmr_declined_total{npi=\"com.example.npi\",side=\"provider\"} 1.0",
            "nmr_declined_total{npi=\"com.example.npi\",side=\"client\"} 0.0",
            "nmr_abandoned_total{npi=\"com.example.npi\"} 1.0",
            "nmr_refused_total{npi=\"com.example.npi\",side=\"client\"} 1.0",
            "nmr_callback_failures_total{npi=\"com.example.npi\",side=\"provider\"} 1.0",
            "nmr_holds_warned_total 1.0");
  }

  @Test
  void durations_are_histograms_with_buckets_for_people() {
    registrar.tells(Kind.DETACHED, NPI, Side.CLIENT, Duration.ofMillis(7));
    registrar.tells(Kind.DETACHED, NPI, Side.CLIENT, Duration.ofSeconds(7));
    registrar.tells(Kind.HOLD_ENDED, "", Side.CLIENT, Duration.ofMinutes(40));

    assertThat(scraped())
        .contains(
            "nmr_detach_duration_seconds_bucket{npi=\"com.example.npi\",le=\"0.005\"} 0",
            "nmr_detach_duration_seconds_bucket{npi=\"com.example.npi\",le=\"0.01\"} 1",
            "nmr_detach_duration_seconds_bucket{npi=\"com.example.npi\",le=\"5.0\"} 1",
            "nmr_detach_duration_seconds_bucket{npi=\"com.example.npi\",le=\"10.0\"} 2",
            "nmr_detach_duration_seconds_count{npi=\"com.example.npi\"} 2",
            "nmr_detach_duration_seconds_sum{npi=\"com.example.npi\"} 7.007",
            "nmr_hold_duration_seconds_bucket{le=\"1800.0\"} 0",
            "nmr_hold_duration_seconds_bucket{le=\"+Inf\"} 1",
            "nmr_hold_duration_seconds_sum 2400.0");
  }

  @Test
  void what_there_is_now_is_read_when_it_is_asked_for_and_gone_when_it_is_gone() {
    RegistrationSnapshot client = registration(Side.CLIENT, NPI, 7);
    RegistrationSnapshot provider = registration(Side.PROVIDER, NPI, 8);
    registrar.registrations.addAll(List.of(client, client, provider));
    registrar.has(client, provider, "ATTACHED");
    registrar.has(client, provider, "ATTACHED");
    registrar.has(client, provider, "DETACHING");

    assertThat(scraped())
        .contains(
            "nmr_registrars 1.0",
            "nmr_registrations{npi=\"com.example.npi\",side=\"client\"} 2.0",
            "nmr_registrations{npi=\"com.example.npi\",side=\"provider\"} 1.0",
            "nmr_bindings{npi=\"com.example.npi\",state=\"attached\"} 2.0",
            "nmr_bindings{npi=\"com.example.npi\",state=\"detaching\"} 1.0");

    registrar.bindings.remove(0);

    assertThat(scraped()).contains("nmr_bindings{npi=\"com.example.npi\",state=\"attached\"} 1.0");

    registrar.bindings.clear();

    assertThat(scraped()).noneMatch(line -> line.startsWith("nmr_bindings"));
  }

  @Test
  void a_hold_is_seen_while_it_lasts() {
    RegistrationSnapshot held = registration(Side.CLIENT, NPI, 7);
    registrar.awaits(held, NOW.minusSeconds(90), true);
    registrar.awaits(held, NOW.minusSeconds(30), true); // a second hold of the same bundle
    registrar.awaits(registration(Side.PROVIDER, NPI, 8), NOW.minusSeconds(300), false);

    assertThat(scraped())
        .contains(
            "nmr_holds 1.0", "nmr_hold_longest_seconds 90.0", "nmr_deregistrations_pending 3.0");

    registrar.pending.clear();
    registrar.attaches(registration(Side.PROVIDER, NPI, 8), NOW.minusSeconds(300));

    assertThat(scraped())
        .contains(
            "nmr_holds 0.0", "nmr_hold_longest_seconds 0.0", "nmr_deregistrations_pending 0.0");
  }

  @Test
  void more_npis_than_have_a_label_of_their_own_share_one() {
    for (String npi : List.of("a", "b", "c", "d", "e", "d", "a")) {
      registrar.tells(Kind.ATTACHED, npi, Side.CLIENT, Duration.ZERO);
      registrar.registrations.add(registration(Side.CLIENT, npi, 1));
    }

    assertThat(scraped())
        .filteredOn(line -> line.startsWith("nmr_attached_total"))
        .containsExactlyInAnyOrder(
            "nmr_attached_total{npi=\"a\"} 2.0",
            "nmr_attached_total{npi=\"b\"} 1.0",
            "nmr_attached_total{npi=\"c\"} 1.0",
            "nmr_attached_total{npi=\"(others)\"} 3.0");
    assertThat(scraped()).contains("nmr_registrations{npi=\"(others)\",side=\"client\"} 3.0");
  }

  @Test
  void a_registrar_that_goes_leaves_its_counts_and_one_that_comes_adds_to_them() {
    registrar.tells(Kind.ATTACHED, Side.CLIENT);
    registrar.registrations.add(registration(Side.CLIENT, NPI, 7));

    metrics.remove(registrar.service);

    assertThat(registrar.listeners).isEmpty();
    assertThat(scraped())
        .contains("nmr_registrars 0.0", "nmr_attached_total{npi=\"com.example.npi\"} 1.0")
        .noneMatch(line -> line.startsWith("nmr_registrations"));

    FakeRuntime next = new FakeRuntime();
    metrics.add(next.service);
    next.tells(Kind.ATTACHED, Side.CLIENT);

    assertThat(scraped())
        .contains("nmr_registrars 1.0", "nmr_attached_total{npi=\"com.example.npi\"} 2.0");
  }
}
