package io.nmr.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** H4: how often waits that belong together are heard. */
class WarningPaceTest {
  private final WarningPace pace = new WarningPace();

  private static long at(long seconds) {
    return Duration.ofSeconds(seconds).toNanos() - 7; // System.nanoTime may be anything
  }

  private Duration ask(long now, long waited, WarningPace... all) {
    return WarningPace.untilNextWarning(at(now), Duration.ofSeconds(waited), all);
  }

  @Test
  void one_wait_is_heard_each_time_that_it_has_doubled() {
    assertThat(ask(5, 5, pace)).isZero();
    assertThat(ask(6, 6, pace)).isEqualTo(Duration.ofSeconds(4));
    assertThat(ask(10, 10, pace)).isZero();
    assertThat(ask(19, 19, pace)).isEqualTo(Duration.ofSeconds(1));
    assertThat(ask(20, 20, pace)).isZero();
  }

  /** Six waits of six seconds, one after the other, each due after five. */
  @Test
  void waits_one_after_the_other_are_heard_as_seldom_as_one_of_that_length() {
    int heard = 0;
    for (int wait = 0; wait < 6; wait++) {
      for (int second = 5; second < 6; second++) {
        heard += ask(6L * wait + second, second, pace).isZero() ? 1 : 0;
      }
    }
    assertThat(heard).isEqualTo(3);
  }

  @Test
  void a_wait_long_after_the_last_is_heard_like_the_first() {
    assertThat(ask(40, 40, pace)).isZero();
    assertThat(ask(1000, 5, pace)).isZero();
    assertThat(ask(1005, 10, pace)).isZero();
  }

  @Test
  void of_two_that_are_asked_together_the_longer_quiet_counts_and_neither_is_broken_alone() {
    WarningPace other = new WarningPace();
    assertThat(ask(5, 5, pace)).isZero();
    assertThat(ask(6, 6, pace, other)).isEqualTo(Duration.ofSeconds(4));
    assertThat(ask(6, 6, other)).as("it is not quiet yet").isZero();
  }
}
