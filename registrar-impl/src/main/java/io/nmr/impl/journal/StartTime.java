package io.nmr.impl.journal;

import java.time.Instant;
import java.time.InstantSource;

/** Computes for people when an activity that is still going on has begun. */
public final class StartTime {
  private StartTime() {}

  /**
   * The time of the begin by the clock of this moment. The clock may have been set since the begin;
   * the clock's time minus this result is still the time that the activity has taken, and is never
   * negative.
   *
   * @param begun the value of {@link System#nanoTime()} at the begin
   */
  public static Instant of(long begun, InstantSource clock) {
    return clock.instant().minusNanos(System.nanoTime() - begun);
  }
}
