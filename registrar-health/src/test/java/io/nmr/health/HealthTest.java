package io.nmr.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.Side;
import io.nmr.health.Health.Finding;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.RuntimeEvent.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the registrar is well and when it is not. */
class HealthTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private final FakeRuntime runtime = new FakeRuntime();
  private final Health health =
      new Health(
          () -> Optional.of(runtime), Activator.recent(" 3 "), Clock.fixed(NOW, ZoneOffset.UTC));

  private static PendingSnapshot pending(Duration since, boolean isHold) {
    return new PendingSnapshot(FakeRuntime.HOSTS, NOW.minus(since), isHold, false, List.of());
  }

  private static RuntimeEvent failed(Duration ago) {
    return failed(ago, "detach: java.lang.IllegalStateException: oh");
  }

  private static RuntimeEvent failed(Duration ago, String detail) {
    return new RuntimeEvent(
        NOW.minus(ago),
        Kind.CALLBACK_FAILED,
        "net.resolver",
        9,
        "load",
        "hosts",
        Optional.of(Side.CLIENT),
        "load (8)",
        Optional.empty(),
        detail);
  }

  @Test
  void all_is_well_while_nothing_waits_and_nothing_fails() {
    assertThat(health.look())
        .containsExactly(
            new Finding(false, "1 registrations, 0 bindings, 0 deregistrations under way"));
    assertThat(new RegistrarCheck(health).execute().getStatus()).isEqualTo(Result.Status.OK);
  }

  @Test
  void a_hold_past_its_warn_time_is_a_warning_that_names_who_waits() {
    runtime.pending.add(pending(Duration.ofSeconds(6), true));
    assertThat(health.look())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.isWarning()).isTrue();
              assertThat(finding.text())
                  .contains("the stop of hosts (6)", "provider hosts of net.resolver")
                  .endsWith(", waiting for no module");
            });
    assertThat(new RegistrarCheck(health).execute().getStatus()).isEqualTo(Result.Status.WARN);
  }

  @Test
  void an_attach_past_the_warn_time_is_a_warning_and_no_deregistration() {
    Instant since = NOW.minusSeconds(6);
    runtime.pending.add(new PendingSnapshot(FakeRuntime.HOSTS, since, false, true, List.of()));
    assertThat(health.look())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.isWarning()).isTrue();
              assertThat(finding.text())
                  .startsWith("hosts (6) has been held for ")
                  .contains("in registering provider hosts of net.resolver");
            });
    runtime.warnTimes.put(7L, "1h");
    assertThat(health.look())
        .containsExactly(
            new Finding(false, "1 registrations, 0 bindings, 0 deregistrations under way"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"8s", "1m", "1h", "6500ms", "PT6.5S"})
  void a_hold_within_its_own_warn_time_is_none(String warnTime) {
    runtime.warnTimes.put(7L, warnTime);
    runtime.pending.add(pending(Duration.ofSeconds(6), true));
    assertThat(health.look()).noneMatch(Finding::isWarning);
  }

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "5s,PT5S", "2m,PT2M", "3h,PT3H", "PT1.5S,PT1.5S", ",PT5S"})
  void warn_times_are_read_as_they_are_shown(String text, Duration expected) {
    assertThat(WarnTime.parse(text)).isEqualTo(expected);
  }

  @Test
  void a_deregistration_that_holds_no_stop_is_none() {
    runtime.pending.add(pending(Duration.ofHours(6), false));
    assertThat(health.look()).noneMatch(Finding::isWarning);
  }

  @Test
  void a_callback_that_failed_lately_is_a_warning_and_one_of_before_is_none() {
    runtime.failures.add(failed(Duration.ofMinutes(4)));
    assertThat(health.look()).noneMatch(Finding::isWarning);
    runtime.failures.add(failed(Duration.ofMinutes(2)));
    assertThat(health.look())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.isWarning()).isTrue();
              assertThat(finding.text()).contains("load (8)", "binding 9", "net.resolver", "oh");
            });
  }

  @Test
  void what_a_module_says_is_one_printable_line() {
    runtime.failures.add(failed(Duration.ZERO, "detach: oh\r\n\u001b[2Jowned"));
    assertThat(health.look())
        .singleElement()
        .satisfies(it -> assertThat(it.text()).endsWith(": detach: oh | \\u001b[2Jowned"));
  }

  @Test
  void with_no_registrar_there_is_a_warning() {
    Health without = new Health(Optional::empty, Duration.ofMinutes(1), Clock.systemUTC());
    assertThat(without.look()).containsExactly(new Finding(true, "there is no registrar"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "ten", "525601", "1.5"})
  void a_bad_number_of_minutes_is_refused_by_name(String minutes) {
    assertThatThrownBy(() -> Activator.recent(minutes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("nmr.health.failures.minutes", "'" + minutes + "'");
  }

  @Test
  void where_it_is_not_set_a_failure_counts_for_ten_minutes() {
    assertThat(Activator.recent(null)).isEqualTo(Duration.ofMinutes(10));
    assertThat(Activator.recent(" ")).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void a_failure_may_count_from_a_minute_to_a_year() {
    assertThat(Activator.recent("1")).isEqualTo(Duration.ofMinutes(1));
    assertThat(Activator.recent("525600")).isEqualTo(Duration.ofDays(365));
  }
}
