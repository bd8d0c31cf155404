package io.nmr.impl.journal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;

/**
 * How often waits that belong together are warned of: those of one hold, of one deregistration, of
 * one module. After a warning there is no other one for as long as that wait had lasted, and each
 * time for at least twice as long as the time before. So a stop with many registrations, or one
 * that several threads wait for, is warned of as often as one long wait would be. When no warning
 * was due for twice that time, the next wait counts as a new one.
 *
 * <p>Two of these are asked together, so all share one lock: it is taken for a moment when a
 * warning is due, and nothing is called while it is held.
 */
public final class WarningPace {
  private static final Object LOCK = new Object();

  @GuardedBy("LOCK")
  private boolean hasWarned;

  @GuardedBy("LOCK")
  private long warnedAt;

  @GuardedBy("LOCK")
  private long pauseNanos;

  /**
   * Lets a warning through and begins the next pause of all these paces, unless one of them is in a
   * pause.
   *
   * @param now {@link System#nanoTime}
   * @param waited how long the wait that the warning is about has lasted
   * @return zero if the warning is to be given now; otherwise the time after which to ask again
   */
  public static Duration untilNextWarning(long now, Duration waited, WarningPace... all) {
    synchronized (LOCK) {
      long left = 0;
      for (WarningPace each : all) {
        left = Math.max(left, each.left(now));
      }
      if (left == 0) {
        for (WarningPace each : all) {
          each.begin(now, waited.toNanos());
        }
      }
      return Duration.ofNanos(left);
    }
  }

  @GuardedBy("LOCK")
  private long left(long now) {
    return hasWarned ? Math.max(0, pauseNanos - (now - warnedAt)) : 0;
  }

  @GuardedBy("LOCK")
  private void begin(long now, long waited) {
    boolean isNew = !hasWarned || now - warnedAt > 2 * pauseNanos;
    pauseNanos = isNew ? waited : Math.max(waited, 2 * pauseNanos);
    hasWarned = true;
    warnedAt = now;
  }
}
