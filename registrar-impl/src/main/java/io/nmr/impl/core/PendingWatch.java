package io.nmr.impl.core;

import io.nmr.impl.threads.Ticker;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks after deregistrations that are pending, also where no thread waits for them. Any thread.
 *
 * <ul>
 *   <li>Where nobody waits, it takes up what could not be said or done for want of stack or memory
 *       ({@link CoreDeregistration#sweep}). Who waits does that by itself.
 *   <li>A module that deregisters by itself in its own stop may wait for {@code completion()} in
 *       whatever way, and such a wait is not seen. So from the moment that the module stops, each
 *       of its deregistrations has the warnings and the deadline of a hold here (H4, H5). Where a
 *       {@link Hold} takes the module apart, that has them.
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

    /** An alarm is for one thread at a time; looks overlap where a log blocks. */
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

  /** A deregistration is about to run. */
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
