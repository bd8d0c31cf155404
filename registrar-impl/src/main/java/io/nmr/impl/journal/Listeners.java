package io.nmr.impl.journal;

import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.RuntimeListener;
import io.nmr.runtime.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/** The runtime's listeners. Any thread; no lock is held while a listener is called. */
final class Listeners {
  private final List<Listening> all = new CopyOnWriteArrayList<>();
  private final BiConsumer<RuntimeListener, Throwable> firstFailure;

  /** No listeners yet. The consumer receives the first failure of each subscription. */
  Listeners(BiConsumer<RuntimeListener, Throwable> firstFailure) {
    this.firstFailure = firstFailure;
  }

  /** One subscription; equal to itself alone, so that one listener may listen twice. */
  private final class Listening implements Subscription {
    private final RuntimeListener listener;
    private final AtomicBoolean hasFailed = new AtomicBoolean();

    Listening(RuntimeListener listener) {
      this.listener = listener;
    }

    @Override
    public void close() {
      all.remove(this);
    }
  }

  Subscription add(RuntimeListener listener) {
    Listening added = new Listening(listener);
    all.add(added);
    return added;
  }

  /** Whether there is a listener, so that an event is worth making. */
  boolean areThere() {
    return !all.isEmpty();
  }

  /**
   * Tells every listener of an event. A listener that throws keeps neither the others nor the
   * protocol from going on.
   */
  void tell(RuntimeEvent event) {
    for (Listening each : all) {
      try {
        each.listener.happened(event);
      } catch (Throwable thrown) {
        if (each.hasFailed.compareAndSet(false, true)) {
          firstFailure.accept(each.listener, thrown);
        }
      }
    }
  }
}
