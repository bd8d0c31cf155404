package io.nmr.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StartTimeTest {
  @Test
  void a_clock_that_is_set_back_makes_nothing_younger_than_it_is() {
    long begun = System.nanoTime() - Duration.ofSeconds(5).toNanos();
    Instant later = Instant.now();
    Instant setBack = later.minus(Duration.ofHours(1));

    assertThat(Duration.between(StartTime.of(begun, () -> later), later))
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(60));
    assertThat(Duration.between(StartTime.of(begun, () -> setBack), setBack))
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(60));
  }
}
