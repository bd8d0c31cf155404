package io.nmr.impl.core;

import static io.nmr.impl.core.TestClient.aClient;
import static io.nmr.impl.core.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** H4, H5: when a wait is heard, and for how long it may sleep until then. */
@Timeout(30)
class WaitAlarmTest {
  private static final Duration LEEWAY = Duration.ofMinutes(5); // this test takes less

  private final NetworkRegistrar registrar = TestRegistrar.create();
  private final HeldCall held = new HeldCall();
  private final TestProvider provider = aProvider(new Trace()).answering(held::hold);
  private final TestClient client = aClient(new Trace());
  private CoreDeregistration awaited;

  @BeforeEach
  void aPendingDeregistration() {
    provider.registeredWith(TestRegistrar.module(registrar, "providers"));
    client.registeredWith(TestRegistrar.module(registrar, "clients"));
    held.by("caller", () -> client.call("x"));
    awaited = (CoreDeregistration) provider.deregister();
  }

  @AfterEach
  void leave() {
    held.leaveAndReturn();
  }

  private void configure(String warn, String policy, String deadline) {
    registrar
        .runtime()
        .configure(
            Map.of(
                "nmr.hold.warn", warn, "nmr.hold.policy", policy, "nmr.hold.deadline", deadline));
  }

  private void assertSleeps(boolean isHold, Duration time) {
    Duration sleep = Duration.ofNanos(new WaitAlarm(awaited, "who", isHold).ringIfDue());
    assertThat(sleep).isBetween(time.minus(LEEWAY), time);
    assertThat(awaited.isPending()).as("not abandoned").isTrue();
  }

  @Test
  void it_sleeps_until_it_warns_or_abandons_whichever_comes_first_and_a_day_at_most() {
    configure("1h", "abandon", "30m");
    assertSleeps(true, Duration.ofMinutes(30));
    configure("30m", "abandon", "1h");
    assertSleeps(true, Duration.ofMinutes(30));
    configure("PT48H", "abandon", "PT72H");
    assertSleeps(true, Duration.ofDays(1));
    configure("PT23H", "abandon", "PT72H");
    assertSleeps(true, Duration.ofHours(23));
  }

  @Test
  void H5_a_deadline_is_for_a_hold_alone_and_only_where_that_is_the_policy() {
    configure("1h", "wait", "1ms");
    awaitNext();
    assertSleeps(true, Duration.ofHours(1));
    configure("1h", "abandon", "1ms");
    assertSleeps(false, Duration.ofHours(1));
  }

  @Test
  void H5_a_hold_abandons_when_its_deadline_has_passed() {
    configure("1h", "abandon", "1ms");
    WaitAlarm alarm = new WaitAlarm(awaited, "who", true);
    awaitNext();
    assertThat(alarm.ringIfDue()).isPositive();
    assertThat(awaited.isPending()).isFalse();
    assertThat(registrar.runtime().abandoned()).hasSize(1);
  }

  /** Until a millisecond, which is over, lies between. */
  private static void awaitNext() {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < 2_000_000) {
      Thread.onSpinWait();
    }
  }

  @Test
  void H4_it_warns_when_the_time_is_over_and_again_when_it_has_doubled() {
    configure("1ms", "wait", "1h");
    WaitAlarm alarm = new WaitAlarm(awaited, "who", true);
    try (LogCapture log = new LogCapture()) {
      while (log.lines().size() < 4) {
        assertThat(alarm.ringIfDue()).isPositive();
      }
      List<Long> millis = log.lines().stream().map(WaitAlarmTest::millis).toList();
      for (int i = 1; i < millis.size(); i++) {
        assertThat(millis.get(i)).isGreaterThanOrEqualTo(2 * millis.get(i - 1));
      }
      assertThat(millis.get(0)).isPositive();
    }
  }

  private static long millis(String line) {
    var number = Pattern.compile("for (\\d+) ms").matcher(line);
    assertThat(number.find()).as(line).isTrue();
    return Long.parseLong(number.group(1));
  }

  @Test
  void H4_it_sleeps_until_the_time_has_doubled() {
    configure("1ms", "wait", "1h");
    WaitAlarm alarm = new WaitAlarm(awaited, "who", true);
    awaitNext();
    long sleep = alarm.ringIfDue(); // warns, after two milliseconds at least
    assertThat(sleep).isBetween(2_000_000L, Duration.ofMinutes(1).toNanos());
  }
}
