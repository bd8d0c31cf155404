package io.nmr.impl.core;

import io.nmr.impl.threads.Ticker;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks after deregistrations that are pending, also after those for which no thread waits. Any
 * thread may call it.
 *
 * <ul>
 *   <li>Where no thread waits, the watch makes up for what could not be said or done for want of
 *       stack or memory ({@link CoreDeregistration#sweep}). A thread that waits does that itself.
 *   <li>A module that deregisters by itself in its own stop may wait for {@code completion()} in
 *       whatever way, and the registrar does not see such a wait. So from the moment at which the
 *       module stops, the watch gives each of its deregistrations the warnings and the deadline of
 *       a hold (H4, H5). Where a {@link Hold} takes the module apart, the hold itself has the
 *       warnings and the deadline.
 * </ul>
 */
final class PendingWatch {
  private static final long LOOK_MILLIS = 250;

  private final NetworkRegistrar registrar;
  private final Map<CoreDeregistration, InStop> all = new ConcurrentHashMap<>();
  private final Ticker ticker;

  PendingWatch(NetworkRegistrar registrar) {
    this.registrar = registrar;
    this.ticker = new Ticker(registrar.threads, LOOK_MILLIS, all::isEmpty, this::look);
  }

  /** One deregistration, and the alarm that it has while it holds its module's own stop. */
  private static final class InStop {
    private final CoreDeregistration pending;
    private final WaitAlarm alarm;

    /**
     * Whether a thread uses the alarm, which is for one thread at a time; looks overlap where a log
     * blocks.
     */
    private final AtomicBoolean isRinging = new AtomicBoolean();

    InStop(CoreDeregistration pending) {
      this.pending = pending;
      this.alarm = new WaitAlarm(pending, "whoever waits", false);
    }

    void ringIfDue() {
      if (pending.isPending() && pending.holdsOwnStop() && isRinging.compareAndSet(false, true)) {
        try {
          long unused = alarm.ringIfDue();
        } finally {
          isRinging.set(false);
        }
      }
    }
  }

  /** Begins to watch a deregistration that is about to run. */
  void begin(CoreDeregistration pending) {
    all.computeIfAbsent(pending, InStop::new);
    ticker.ensure();
  }

  void end(CoreDeregistration over) {
    all.remove(over);
  }

  private void look() {
    Set<CoreDeregistration> awaited = registrar.waits.awaited();
    for (InStop each : all.values()) {
      if (!awaited.contains(each.pending)) {
        each.pending.sweep();
      }
      each.ringIfDue();
    }
  }
}
