package io.nmr.impl.core;

import io.nmr.Blocker;
import io.nmr.impl.threads.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Watches over the threads that register. Such a thread is inside a module's attach callback and
 * cannot itself warn that the callback lasts (H4). Any thread may call this class.
 *
 * <p>A register call that has peers to ask puts itself on a list, and takes itself off when it
 * returns. While there is a call on the list, a thread of the registrar looks at the list every
 * {@value #LOOK_MILLIS} ms, with the settings that are in force then: see {@link Ticker}.
 */
final class AttachWatch {
  private static final long LOOK_MILLIS = 100;

  private final NetworkRegistrar registrar;
  private final Map<CoreRegistration, RegisterCall> all = new ConcurrentHashMap<>();
  private final Ticker ticker;

  AttachWatch(NetworkRegistrar registrar) {
    this.registrar = registrar;
    this.ticker = new Ticker(registrar.threads, LOOK_MILLIS, all::isEmpty, this::look);
  }

  /** Notes that the current thread begins to offer a newcomer to its peers. */
  RegisterCall begin(CoreRegistration newcomer) {
    RegisterCall begun = new RegisterCall(newcomer);
    all.put(newcomer, begun);
    ticker.ensure();
    return begun;
  }

  void end(RegisterCall over) {
    all.remove(over.newcomer);
  }

  /**
   * The register calls that have not returned. The calls of registrations that are over already,
   * because they were abandoned inside their callback, are left out: nobody waits for such a
   * registration any more.
   */
  Collection<RegisterCall> all() {
    all.keySet().removeIf(AttachWatch::isOver);
    return all.values();
  }

  private static boolean isOver(CoreRegistration newcomer) {
    CoreDeregistration begun = newcomer.deregistration;
    return begun != null && !begun.isPending();
  }

  private void look() {
    innermost().values().forEach(this::warnIfDue);
  }

  /**
   * The innermost register call of each thread. A callback may register, too, on the same thread:
   * then the inner call is what holds the outer ones, and only the inner call is warned of.
   */
  private IdentityHashMap<Thread, RegisterCall> innermost() {
    IdentityHashMap<Thread, RegisterCall> innermost = new IdentityHashMap<>();
    for (RegisterCall each : all()) {
      innermost.merge(
          each.thread, each, (one, other) -> one.newcomer.id > other.newcomer.id ? one : other);
    }
    return innermost;
  }

  private void warnIfDue(RegisterCall call) {
    CoreRegistration newcomer = call.newcomer;
    List<Blocker> blockers = call.blockers();
    if (blockers.isEmpty() || call.isAwaited()) {
      return;
    }
    Duration warn = newcomer.holdSettings().warn();
    call.warnsAfter(warn)
        .ifPresent(lasts -> registrar.journal.attachLasts(newcomer.registrant(), lasts, blockers));
  }
}
