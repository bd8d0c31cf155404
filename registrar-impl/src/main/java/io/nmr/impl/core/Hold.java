package io.nmr.impl.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.Side;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
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

  private final NetworkRegistrar registrar;
  private final String module;

  @GuardedBy("this")
  private final Deque<CoreRegistration> remaining;

  @GuardedBy("this")
  private @Nullable CoreDeregistration current;

  @GuardedBy("this")
  private boolean hasBegun;

  Hold(NetworkRegistrar registrar, String module, Collection<CoreRegistration> registrations) {
    this.registrar = registrar;
    this.module = module;
    this.remaining = new ArrayDeque<>(registrations.stream().sorted(ORDER).toList());
  }

  /** Begins the first deregistration; the others follow by themselves. Does not wait. */
  public Hold begin() {
    synchronized (this) {
      if (hasBegun) {
        return this;
      }
      hasBegun = true;
    }
    goOnFrom(null);
    return this;
  }

  /** Begins the next deregistration, if that one is still the current. */
  private void goOnFrom(@Nullable CoreDeregistration over) {
    CoreDeregistration next;
    synchronized (this) {
      if (current != over) {
        return;
      }
      CoreRegistration registration = remaining.pollFirst();
      next = registration == null ? null : registration.beginDeregister();
      current = next;
    }
    if (next != null) {
      registrar.threads.execute(next::run);
      next.whenOver(() -> goOnFrom(next));
    }
  }

  private synchronized @Nullable CoreDeregistration current() {
    return current;
  }

  /** Says that the module's own stop has left something behind, if it has (H1). */
  public synchronized void warnOfForgotten() {
    if (!remaining.isEmpty()) {
      registrar.journal.log(
          Level.WARNING, module + " unloads itself but has forgotten to deregister " + remaining);
    }
  }

  /** Waits, on the stopping thread, until every registration is gone, abandoned or left out. */
  public void await() {
    if (isOver()) {
      return;
    }
    boolean wasInterrupted = false;
    registrar.threads.beginWait();
    try {
      begin();
      for (CoreDeregistration each = current(); each != null; each = current()) {
        wasInterrupted |= awaitOne(each);
        goOnFrom(each);
      }
    } finally {
      registrar.threads.endWait();
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isOver() {
    return current == null && remaining.isEmpty();
  }

  private boolean awaitOne(CoreDeregistration awaited) {
    boolean wasInterrupted = false;
    CoreDeregistration outer = registrar.waits.beginHold(awaited);
    try {
      // While this thread waits it enters no call, so nothing begins to wait for it from now on but
      // a wait that is refused for that: to look once is enough.
      // If it was this thread that was asking, another one goes on with that.
      boolean isSelfBlocked = isAnyBlockedByMe(awaited);
      WaitAlarm alarm = new WaitAlarm(awaited, "the stop of " + module, true);
      while (awaited.isPending()) {
        long seen = isSelfBlocked ? awaited.watch() : 0;
        if (isSelfBlocked && areAllBlockedByMe(awaited)) {
          registrar.journal.log(
              Level.WARNING,
              module
                  + " is stopped from inside its own call or callback; its stop cannot wait for "
                  + Blocking.text(awaited.blockers()));
          return wasInterrupted;
        }
        long nanos = alarm.ringIfDue();
        try {
          if (isSelfBlocked) {
            awaited.awaitChange(seen, nanos);
          } else {
            awaited.awaitOver(nanos);
          }
        } catch (InterruptedException interrupt) {
          wasInterrupted = true;
        }
      }
      return wasInterrupted;
    } finally {
      registrar.waits.end(outer);
    }
  }

  private boolean isAnyBlockedByMe(CoreDeregistration awaited) {
    return awaited.bindings().stream()
        .anyMatch(binding -> registrar.waits.leadsTo(Thread.currentThread(), binding));
  }

  /** Whether each binding left has a thread inside that waits for this one, and no other inside. */
  private boolean areAllBlockedByMe(CoreDeregistration awaited) {
    Thread self = Thread.currentThread();
    List<CoreBinding> bindings = awaited.bindings();
    return awaited.hasAsked()
        && !bindings.isEmpty()
        && bindings.stream().allMatch(binding -> isBlockedBy(self, binding));
  }

  private boolean isBlockedBy(Thread self, CoreBinding binding) {
    List<Thread> inside = binding.threadsInside();
    return !inside.isEmpty()
        && binding.runDown.inProgress().stream().allMatch(call -> call.thread() != null)
        && inside.stream().allMatch(thread -> registrar.waits.leadsTo(self, thread));
  }
}
