package io.nmr.jfr.event;

import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.RuntimeListener;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes flight recorder events of the events of one registrar. Many threads call at once. An event
 * that takes time begins when the registrar tells of its beginning. If nothing was recorded then,
 * the event still has the duration that the registrar tells at its end.
 */
final class FlightEvents implements RuntimeListener {
  /** The detaches under way, by the binding's id. */
  private final Map<Long, DetachEvent> detaching = new ConcurrentHashMap<>();

  /**
   * The holds under way, by the stopping thread, which waits in one hold at a time. The map
   * compares by identity, because a module may have a thread class whose hash code is wrong or
   * throws.
   */
  private final Map<Thread, HoldEvent> holding =
      Collections.synchronizedMap(new IdentityHashMap<>());

  @Override
  public void happened(RuntimeEvent event) {
    switch (event.kind()) {
      case ATTACHED -> attached(event);
      case DECLINED -> declined(event);
      case DETACHING -> detaching(event);
      case DETACHED -> detached(event);
      case HOLD_BEGUN -> holdBegun();
      case HOLD_ENDED -> holdEnded(event);
      case REFUSED -> refused(event);
      case CALLBACK_FAILED -> callbackFailed(event);
      case REGISTERED, DEREGISTERING, DEREGISTERED, ABANDONED, HOLD_WARNED -> {}
    }
  }

  private static void attached(RuntimeEvent from) {
    AttachEvent event = new AttachEvent();
    if (event.shouldCommit()) {
      event.fill(from);
      event.commit();
    }
  }

  private static void declined(RuntimeEvent from) {
    DeclineEvent event = new DeclineEvent();
    if (event.shouldCommit()) {
      event.fillWithSide(from);
      event.reason = from.detail();
      event.commit();
    }
  }

  private void detaching(RuntimeEvent from) {
    DetachEvent event = new DetachEvent();
    event.begin();
    detaching.put(from.bindingId(), event);
  }

  private void detached(RuntimeEvent from) {
    DetachEvent begun = detaching.remove(from.bindingId());
    DetachEvent event = begun == null ? new DetachEvent() : begun;
    event.end();
    if (event.shouldCommit()) {
      event.fill(from);
      event.cause = from.detail();
      event.took = nanos(from);
      event.commit();
    }
  }

  private void holdBegun() {
    HoldEvent event = new HoldEvent();
    event.begin();
    holding.put(Thread.currentThread(), event);
  }

  private void holdEnded(RuntimeEvent from) {
    HoldEvent begun = holding.remove(Thread.currentThread());
    HoldEvent event = begun == null ? new HoldEvent() : begun;
    event.end();
    if (event.shouldCommit()) {
      event.owner = from.owner();
      event.took = nanos(from);
      event.commit();
    }
  }

  private static void refused(RuntimeEvent from) {
    RefusedCallEvent event = new RefusedCallEvent();
    if (event.shouldCommit()) {
      event.fillWithSide(from);
      event.cause = from.detail();
      event.commit();
    }
  }

  private static void callbackFailed(RuntimeEvent from) {
    CallbackFailureEvent event = new CallbackFailureEvent();
    if (event.shouldCommit()) {
      event.fillWithSide(from);
      event.failure = from.detail();
      event.commit();
    }
  }

  private static long nanos(RuntimeEvent from) {
    return from.duration().map(Duration::toNanos).orElse(0L);
  }
}
