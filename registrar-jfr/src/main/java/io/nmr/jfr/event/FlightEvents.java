package io.nmr.jfr.event;

import io.nmr.runtime.EventDTO;
import io.nmr.runtime.RuntimeListener;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes flight recorder events of what happens in one registrar. Called by many threads at once. An
 * event that takes time is begun when the registrar says that it begins; where nobody recorded
 * then, it still has the time that the registrar tells.
 */
final class FlightEvents implements RuntimeListener {
  /** Those under way, by binding. */
  private final Map<Long, DetachEvent> detaching = new ConcurrentHashMap<>();

  /**
   * Those under way, by the stopping thread, which waits in one hold at a time. By identity: a
   * module's own class of threads may say anything of its hash code.
   */
  private final Map<Thread, HoldEvent> holding =
      Collections.synchronizedMap(new IdentityHashMap<>());

  @Override
  public void happened(EventDTO event) {
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

  private static void attached(EventDTO from) {
    AttachEvent event = new AttachEvent();
    if (event.shouldCommit()) {
      event.fill(from);
      event.commit();
    }
  }

  private static void declined(EventDTO from) {
    DeclineEvent event = new DeclineEvent();
    if (event.shouldCommit()) {
      event.fillWithSide(from);
      event.reason = from.detail();
      event.commit();
    }
  }

  private void detaching(EventDTO from) {
    DetachEvent event = new DetachEvent();
    event.begin();
    detaching.put(from.bindingId(), event);
  }

  private void detached(EventDTO from) {
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

  private void holdEnded(EventDTO from) {
    HoldEvent begun = holding.remove(Thread.currentThread());
    HoldEvent event = begun == null ? new HoldEvent() : begun;
    event.end();
    if (event.shouldCommit()) {
      event.owner = from.owner();
      event.took = nanos(from);
      event.commit();
    }
  }

  private static void refused(EventDTO from) {
    RefusedCallEvent event = new RefusedCallEvent();
    if (event.shouldCommit()) {
      event.fillWithSide(from);
      event.cause = from.detail();
      event.commit();
    }
  }

  private static void callbackFailed(EventDTO from) {
    CallbackFailureEvent event = new CallbackFailureEvent();
    if (event.shouldCommit()) {
      event.fillWithSide(from);
      event.failure = from.detail();
      event.commit();
    }
  }

  private static long nanos(EventDTO from) {
    return from.duration().map(Duration::toNanos).orElse(0L);
  }
}
