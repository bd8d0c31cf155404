package io.nmr.impl.journal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;

/**
 * How long nothing more is to be said of waits that belong together: those of one hold, of one
 * deregistration, of one module. After a warning it is quiet for as long as that wait had lasted,
 * and each time for at least twice as long as the time before; so a stop with many registrations,
 * or one that several threads wait for, is heard as often as one long wait would be. When it was
 * quiet for as long again, the next wait is a new one.
 *
 * <p>Two of them are asked together, so one lock is for all: it is taken when a warning is due, for
 * a moment, and nothing is called while it is held.
 */
public final class Quiet {
  private static final Object LOCK = new Object();

  @GuardedBy("LOCK")
  private boolean hasSaid;

  @GuardedBy("LOCK")
  private long saidAt;

  @GuardedBy("LOCK")
  private long nanos;

  /**
   * Breaks the quiet of all of these, and begins the next, if none of them is quiet now.
   *
   * @param now {@link System#nanoTime}
   * @param waited how long the wait has lasted of which there is something to say
   * @return zero if it is to be said now, else after how long to ask again
   */
  public static Duration breakIfOver(long now, Duration waited, Quiet... all) {
    synchronized (LOCK) {
      long left = 0;
      for (Quiet each : all) {
        left = Math.max(left, each.left(now));
      }
      if (left == 0) {
        for (Quiet each : all) {
          each.begin(now, waited.toNanos());
        }
      }
      return Duration.ofNanos(left);
    }
  }

  @GuardedBy("LOCK")
  private long left(long now) {
    return hasSaid ? Math.max(0, nanos - (now - saidAt)) : 0;
  }

  @GuardedBy("LOCK")
  private void begin(long now, long waited) {
    boolean isNew = !hasSaid || now - saidAt > 2 * nanos;
    nanos = isNew ? waited : Math.max(waited, 2 * nanos);
    hasSaid = true;
    saidAt = now;
  }
}
