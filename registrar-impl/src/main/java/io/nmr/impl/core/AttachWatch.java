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
 * Watches over the threads that register: such a thread is inside a module's attach callback and
 * cannot say itself that this lasts (H4). Any thread.
 *
 * <p>A register call that has peers to ask puts itself on a list and takes itself off. While there
 * is something on it, somebody looks at the list every {@value #LOOK_MILLIS} ms, with the settings
 * that are in force then: see {@link Ticker}.
 */
final class AttachWatch {
  private static final long LOOK_MILLIS = 100;

  private final NetworkRegistrar registrar;
  private final Map<CoreRegistration, Registering> all = new ConcurrentHashMap<>();
  private final Ticker ticker;

  AttachWatch(NetworkRegistrar registrar) {
    this.registrar = registrar;
    this.ticker = new Ticker(registrar.threads, LOOK_MILLIS, all::isEmpty, this::look);
  }

  /** This thread begins to offer a newcomer to its peers. */
  Registering begin(CoreRegistration newcomer) {
    Registering begun = new Registering(newcomer);
    all.put(newcomer, begun);
    ticker.ensure();
    return begun;
  }

  void end(Registering over) {
    all.remove(over.newcomer);
  }

  /**
   * The register calls that have not returned. Not those of a registration that is over already,
   * abandoned inside its callback: nobody waits for such a one any more.
   */
  Collection<Registering> all() {
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
   * A callback may register, too, on the same thread: then the inner call is what holds the outer
   * ones, and speaks alone.
   */
  private IdentityHashMap<Thread, Registering> innermost() {
    IdentityHashMap<Thread, Registering> innermost = new IdentityHashMap<>();
    for (Registering each : all()) {
      innermost.merge(
          each.thread, each, (one, other) -> one.newcomer.id > other.newcomer.id ? one : other);
    }
    return innermost;
  }

  private void warnIfDue(Registering registering) {
    CoreRegistration newcomer = registering.newcomer;
    List<Blocker> blockers = registering.blockers();
    if (blockers.isEmpty() || registering.isAwaited()) {
      return;
    }
    Duration warn = newcomer.holdSettings().warn();
    registering
        .warnsAfter(warn)
        .ifPresent(lasts -> registrar.journal.attachLasts(newcomer.registrant(), lasts, blockers));
  }
}
