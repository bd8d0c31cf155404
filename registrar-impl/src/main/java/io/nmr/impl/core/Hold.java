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
 * Takes a module's registrations apart and holds the module's stop until all are gone. The
 * providers come first, the last registered one before the others, and each is complete before the
 * next begins; then the clients follow in the same way (H1).
 *
 * <p>The callbacks run on the registrar's threads; {@link #await} only waits, warns, and applies
 * the policy (H4, H5). An interrupt does not end this wait (H6), and the wait leaves out the
 * registrations that wait for the waiting thread itself (H8).
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

  /** The thread that came last to run a deregistration, and has not come back from it. */
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

  /**
   * Begins the first deregistration; the others follow by themselves. This method does not wait.
   */
  public Hold begin() {
    goOnFrom(null); // a hold that has begun, or is over, stays where it is
    return this;
  }

  /**
   * Makes the next deregistration the current one, if {@code over} still is the current one. The
   * thread that calls this method has ended {@code over}, or waits for it no more; before the first
   * one {@code over} is null.
   *
   * <p>The callbacks of a deregistration may block the thread that runs it, so the next
   * deregistration is not reserved for such a thread: it is a task of its own, and any thread may
   * take it. There is one exception, so that a thousand registrations that nobody holds up cost one
   * task. The thread that runs the old deregistration may have ended it just now, and then it
   * mostly comes for the next one at once. The next one is left to that thread, but only if another
   * thread awaits the hold: if the first thread has not come after a moment, the awaiting thread
   * finds that.
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

  /**
   * Runs that deregistration. As long as another one is the current one when this thread comes
   * back, the thread runs that, too.
   */
  private void drive(CoreDeregistration first) {
    CoreDeregistration next = first;
    while (next != null) {
      CoreDeregistration running = next;
      beginDrive();
      running.whenOver(() -> goOnFrom(running));
      running.run(); // does nothing if another thread has come before
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
   * Warns of the registrations that the module's own stop has left behind, if there are any (H1):
   * those that it has not deregistered at all, and those that it has deregistered without waiting
   * for the end.
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
            runElsewhere(each); // the thread that was to come for it is stuck, or slow
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
   * Waits a moment for the end of the whole hold; returns whether the thread was interrupted.
   * Deregistrations that go on by themselves need no closer look, and a wake-up for each of many
   * would only be in their way.
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
      // While this thread waits, it enters no call. So from now on no other wait begins that waits
      // for this thread, except one that is refused for that reason: one look is enough.
      // If this thread was asking bindings to detach, another thread goes on with that work.
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

  /**
   * Whether each binding that is left has threads inside that wait for this thread, and no others.
   */
  private boolean areAllBlockedByMe(Waits.Wait wait, CoreDeregistration awaited) {
    ThreadsInside seen = ThreadsInside.now();
    List<CoreBinding> bindings = awaited.bindings();
    return awaited.hasAsked()
        && !bindings.isEmpty()
        && bindings.stream().allMatch(binding -> isBlockedByMe(wait, binding, seen));
  }

  /**
   * Whether that binding waits for this thread alone. It does not if a call has left its thread, or
   * was entered by hand: such a call may end without this thread.
   */
  private boolean isBlockedByMe(Waits.Wait wait, CoreBinding binding, ThreadsInside seen) {
    List<Thread> inside = binding.threadsInside(seen);
    return !inside.isEmpty()
        && binding.inProgress(seen).stream().allMatch(call -> call.inside() != null)
        && inside.stream().allMatch(thread -> registrar.waits.leadsToMe(wait, thread, seen));
  }
}
