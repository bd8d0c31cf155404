package io.nmr.impl.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.Blocker;
import io.nmr.impl.guard.ThreadsInside;
import io.nmr.impl.journal.StartTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A register call that offers its newcomer to peers and has not returned. Made by the registering
 * thread, which says which pair it is at; anyone may look.
 */
final class RegisterCall {
  final CoreRegistration newcomer;
  final Thread thread = Thread.currentThread();
  private final long begun = System.nanoTime();

  /** The pair that is being offered, or was last. */
  private volatile @Nullable CoreBinding offered;

  /** Not before that; zero while nothing was logged. */
  @GuardedBy("this")
  private Duration warnNext = Duration.ZERO;

  RegisterCall(CoreRegistration newcomer) {
    this.newcomer = newcomer;
  }

  /** The registering thread goes on to that pair. */
  void offers(CoreBinding pair) {
    offered = pair;
  }

  /** What it waits for: nothing where the registering thread is on its way to the next pair. */
  List<Blocker> blockers() {
    CoreBinding pair = offered;
    return pair != null && isInside(pair) ? pair.blockers() : List.of();
  }

  private boolean isInside(CoreBinding pair) {
    return pair.threadsInside(ThreadsInside.now()).stream().anyMatch(each -> each == thread);
  }

  /** Whether somebody who waits for a deregistration says on whom the pair waits (R17). */
  boolean isAwaited() {
    CoreBinding pair = offered;
    return pair != null && (isAwaited(pair.client) || isAwaited(pair.provider));
  }

  private boolean isAwaited(BindingSide side) {
    CoreDeregistration begun = side.registration.deregistration;
    return begun != null && newcomer.registrar.waits.awaited().contains(begun);
  }

  /**
   * How long it lasts, if a warning is due: when the warn time is over, and each time that the time
   * has doubled. Whoever is told that gives the warning.
   */
  synchronized Optional<Duration> warnsAfter(Duration warn) {
    Duration lasts = Duration.ofNanos(System.nanoTime() - begun);
    if (lasts.compareTo(warn) < 0 || lasts.compareTo(warnNext) < 0) {
      return Optional.empty();
    }
    warnNext = lasts.multipliedBy(2);
    return Optional.of(lasts);
  }

  /** When it began. */
  Instant since() {
    return StartTime.of(begun, InstantSource.system());
  }
}
