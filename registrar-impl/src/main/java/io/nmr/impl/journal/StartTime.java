package io.nmr.impl.journal;

import java.time.Instant;
import java.time.InstantSource;

/** When something that goes on has begun, for people. */
public final class StartTime {
  private StartTime() {}

  /**
   * That time by the clock of this moment. The clock may have been set since then: who subtracts
   * this from the clock's time gets how long it has taken, and never less than nothing.
   *
   * @param begun what {@link System#nanoTime()} was then
   */
  public static Instant of(long begun, InstantSource clock) {
    return clock.instant().minusNanos(System.nanoTime() - begun);
  }
}
