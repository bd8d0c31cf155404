package io.nmr.impl.core;

import static java.util.stream.Collectors.partitioningBy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.Side;
import io.nmr.impl.guard.ThreadsInside;
import io.nmr.impl.journal.WarningPace;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes a module's registrations apart and holds its stop until that is done: the providers first,
 * last registered first, each complete before the next begins, then the clients likewise (H1).
 *
 * <p>The callbacks run on the registrar's threads; {@link #await} only waits, warns, and applies
 * the policy (H4, H5). It is not ended by an interrupt (H6), and leaves out what waits for the
 * waiting thread itself (H8).
 */
public final class Hold {
  private static final Comparator<CoreRegistration> ORDER =
      Comparator.<CoreRegistration, Boolean>comparing(each -> each.side == Side.CLIENT)
          .thenComparing(each -> each.id, Comparator.reverseOrder());

  private static final long BRIEF_WAIT_NANOS = 1_000_000;

  private final NetworkRegistrar registrar;
  private final String module;
  private final String held;
  private final WarningPace pace = new WarningPace();

  @GuardedBy("this")
  private final Deque<CoreRegistration> remaining;

  @GuardedBy("this")
  private @Nullable CoreDeregistration current;

  /** The thread that came last to run one, and has not come back. */
  @GuardedBy("this")
  private @Nullable Thread driver;

  @GuardedBy("this")
  private boolean isAwaited;

  Hold(
      NetworkRegistrar registrar,
      String module,
      HoldCause cause,
      Collection<CoreRegistration> registrations) {
    this.registrar = registrar;
    this.module = module;
    this.held = cause.by(module);
    this.remaining = new ArrayDeque<>(registrations.stream().sorted(ORDER).toList());
  }

  /** Begins the first deregistration; the others follow by themselves. Does not wait. */
  public Hold begin() {
    goOnFrom(null); // if it has begun: to where it is, or to the end where it is over
    return this;
  }

  /**
   * Makes the next deregistration the current one, if that one still is. On whatever thread has
   * ended that one or waits for it no more.
   *
   * <p>The callbacks of a deregistration may block the thread that runs it, so no such thread has a
   * right to run the next one: the next one is a task of its own, and any thread may take it. There
   * is one exception, for a thousand registrations that nobody holds up are to cost one task: the
   * thread that runs the old one may have ended it just now, and then mostly comes for the next one
   * at once. It is let, if somebody awaits the hold, who finds after a moment that it has not come.
   */
  private void goOnFrom(@Nullable CoreDeregistration over) {
    CoreDeregistration begun;
    synchronized (this) {
      if (current != over) {
        return;
      }
      // H1: the one before is over; providers come first, the last registered before the others
      CoreRegistration next = remaining.pollFirst();
      begun = next == null ? null : next.beginDeregister();
      current = begun;
      if (begun == null) {
        notifyAll();
        return;
      }
      if (isAwaited && Thread.currentThread() == driver) {
        return;
      }
    }
    runElsewhere(begun);
  }

  private void runElsewhere(CoreDeregistration begun) {
    registrar.threads.execute(() -> drive(begun));
  }

  /** Runs that one, and the current one as long as it is another when this thread comes back. */
  private void drive(CoreDeregistration first) {
    CoreDeregistration next = first;
    while (next != null) {
      CoreDeregistration running = next;
      beginDrive();
      running.whenOver(() -> goOnFrom(running));
      running.run(); // which does nothing if another thread has come before
      next = endDrive(running);
    }
  }

  private synchronized void beginDrive() {
    driver = Thread.currentThread();
  }

  private synchronized @Nullable CoreDeregistration endDrive(CoreDeregistration last) {
    if (driver == Thread.currentThread()) {
      driver = null;
    }
    return current == last ? null : current;
  }

  private synchronized @Nullable CoreDeregistration current() {
    return current;
  }

  /**
   * Says that the module's own stop has left something behind, if it has (H1): what it has not
   * deregistered at all, and what it has deregistered without waiting for the end of that.
   */
  public void warnOfForgotten() {
    List<CoreRegistration> left;
    synchronized (this) {
      left = List.copyOf(remaining);
    }
    Map<Boolean, List<CoreRegistration>> byBegun =
        left.stream().collect(partitioningBy(CoreRegistration::isDeregistering));
    registrar.journal.forgotten(module, byBegun.getOrDefault(false, List.of()));
    registrar.journal.notAwaited(module, byBegun.getOrDefault(true, List.of()));
  }

  /** Waits, on the stopping thread, until every registration is gone, abandoned or left out. */
  public void await() {
    if (isOver()) {
      return;
    }
    boolean wasInterrupted = false;
    registrar.threads.beginWait();
    long begun = System.nanoTime();
    registrar.journal.holdBegun(module);
    try {
      setAwaited(true);
      begin();
      for (CoreDeregistration each = current(); each != null; each = current()) {
        wasInterrupted |= awaitAllBriefly();
        if (each == current()) {
          if (!each.hasBegun()) {
            runElsewhere(each); // whoever was to come for it is stuck, or slow
          }
          wasInterrupted |= awaitOne(each);
          goOnFrom(each);
        }
      }
    } finally {
      setAwaited(false);
      registrar.threads.endWait();
      registrar.journal.holdEnded(module, Duration.ofNanos(System.nanoTime() - begun));
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void setAwaited(boolean isSo) {
    isAwaited = isSo;
  }

  /**
   * Waits a moment for the end of all. What goes on by itself needs no closer look, and a wake-up
   * for each of many registrations would only be in its way.
   */
  private synchronized boolean awaitAllBriefly() {
    long begun = System.nanoTime();
    try {
      for (long left = BRIEF_WAIT_NANOS;
          current != null && left > 0;
          left = BRIEF_WAIT_NANOS - (System.nanoTime() - begun)) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
      return false;
    } catch (InterruptedException interrupt) {
      return true;
    }
  }

  /** Whether there is nothing to wait for. */
  private synchronized boolean isOver() {
    return current == null && remaining.isEmpty();
  }

  private boolean awaitOne(CoreDeregistration awaited) {
    boolean wasInterrupted = false;
    Waits.Wait wait = registrar.waits.begin(awaited);
    awaited.beginHold();
    try {
      // While this thread waits it enters no call, so nothing begins to wait for it from now on but
      // a wait that is refused for that: to look once is enough.
      // If it was this thread that was asking, another one goes on with that.
      boolean isSelfBlocked = isAnyBlockedByMe(wait, awaited);
      WaitAlarm alarm = new WaitAlarm(awaited, held, true, pace);
      while (awaited.isPending()) {
        long seen = awaited.seen(isSelfBlocked);
        // H8: all that is left waits for this thread
        if (isSelfBlocked && areAllBlockedByMe(wait, awaited)) {
          registrar.journal.stoppedFromInside(held, awaited.blockers());
          return wasInterrupted;
        }
        long nanos = alarm.ringIfDue();
        try {
          awaited.awaitOver(seen, nanos); // H7: no lock is held here
        } catch (InterruptedException interrupt) {
          wasInterrupted = true; // H6: kept for later; the wait goes on
        }
      }
      return wasInterrupted;
    } finally {
      awaited.endHold();
      registrar.waits.end(wait);
    }
  }

  private boolean isAnyBlockedByMe(Waits.Wait wait, CoreDeregistration awaited) {
    ThreadsInside seen = ThreadsInside.now();
    return awaited.bindings().stream()
        .anyMatch(binding -> registrar.waits.leadsToMe(wait, binding, seen));
  }

  /** Whether each binding left has a thread inside that waits for this one, and no other inside. */
  private boolean areAllBlockedByMe(Waits.Wait wait, CoreDeregistration awaited) {
    ThreadsInside seen = ThreadsInside.now();
    List<CoreBinding> bindings = awaited.bindings();
    return awaited.hasAsked()
        && !bindings.isEmpty()
        && bindings.stream().allMatch(binding -> isBlockedByMe(wait, binding, seen));
  }

  /** A call that has left its thread, or was entered by hand, may end without this thread. */
  private boolean isBlockedByMe(Waits.Wait wait, CoreBinding binding, ThreadsInside seen) {
    List<Thread> inside = binding.threadsInside(seen);
    return !inside.isEmpty()
        && binding.inProgress(seen).stream().allMatch(call -> call.inside() != null)
        && inside.stream().allMatch(thread -> registrar.waits.leadsToMe(wait, thread, seen));
  }
}
