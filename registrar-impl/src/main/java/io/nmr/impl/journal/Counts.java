package io.nmr.impl.journal;

import io.nmr.runtime.CountsSnapshot;
import java.util.concurrent.atomic.LongAdder;

/** Counts events of each kind since the registrar began. Any thread. */
final class Counts {
  final LongAdder changes = new LongAdder();
  final LongAdder registrations = new LongAdder();
  final LongAdder attached = new LongAdder();
  final LongAdder declined = new LongAdder();
  final LongAdder detached = new LongAdder();
  final LongAdder abandoned = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder failedCallbacks = new LongAdder();

  CountsSnapshot toDto() {
    return new CountsSnapshot(
        changes.sum(),
        registrations.sum(),
        attached.sum(),
        declined.sum(),
        detached.sum(),
        abandoned.sum(),
        refused.sum(),
        failedCallbacks.sum());
  }
}
