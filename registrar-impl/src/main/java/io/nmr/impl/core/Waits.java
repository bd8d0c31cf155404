package io.nmr.impl.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which thread waits for which deregistration, so that a wait that would never end is found when it
 * begins (R19, H8).
 *
 * <p>A deregistration waits for the threads that are inside its bindings; such a thread may itself
 * wait for a deregistration. A thread that waits begins no call, so a cycle can only be closed by
 * the wait that begins last, and both the entry of a wait and the search are one step under this
 * lock: of several threads that close a cycle together, the last to enter finds it.
 */
final class Waits {
  @GuardedBy("this")
  private final Map<Thread, CoreDeregistration> waiting = new HashMap<>();

  /**
   * Begins a wait of this thread.
   *
   * @return what this thread waits for already, outside of this wait; for {@link #end}
   * @throws IllegalStateException if it would wait for itself
   */
  synchronized @Nullable CoreDeregistration beginOrRefuse(CoreDeregistration awaited) {
    Thread self = Thread.currentThread();
    Set<CoreDeregistration> seen = new HashSet<>(); // what led nowhere once need not be tried again
    for (CoreBinding binding : awaited.bindings()) {
      if (leadsTo(self, binding, seen)) {
        throw new IllegalStateException(
            "thread '"
                + self.getName()
                + "' would wait for itself: the deregistration of "
                + awaited.registration
                + " cannot complete before it leaves "
                + binding
                + "; return first and wait elsewhere, or use completion()");
      }
    }
    return waiting.put(self, awaited);
  }

  /** Begins a wait of this thread that leaves out what it cannot wait for. */
  synchronized @Nullable CoreDeregistration beginHold(CoreDeregistration awaited) {
    return waiting.put(Thread.currentThread(), awaited);
  }

  /** Ends the wait of this thread; an outer one, if it waits inside of another, goes on. */
  synchronized void end(@Nullable CoreDeregistration outer) {
    if (outer == null) {
      waiting.remove(Thread.currentThread());
    } else {
      waiting.put(Thread.currentThread(), outer);
    }
  }

  /** What is waited for. */
  synchronized Set<CoreDeregistration> awaited() {
    return Set.copyOf(waiting.values());
  }

  /** Whether that binding cannot end before that thread goes on. */
  synchronized boolean leadsTo(Thread target, CoreBinding binding) {
    return leadsTo(target, binding, new HashSet<>());
  }

  /**
   * Whether that thread is the target, or waits for something that cannot end before it goes on.
   */
  synchronized boolean leadsTo(Thread target, Thread inside) {
    return leadsTo(target, inside, new HashSet<>());
  }

  @GuardedBy("this")
  private boolean leadsTo(Thread target, CoreBinding binding, Set<CoreDeregistration> seen) {
    for (Thread inside : binding.threadsInside()) {
      if (leadsTo(target, inside, seen)) {
        return true;
      }
    }
    return false;
  }

  @GuardedBy("this")
  private boolean leadsTo(Thread target, Thread inside, Set<CoreDeregistration> seen) {
    if (inside == target) {
      return true;
    }
    CoreDeregistration awaited = waiting.get(inside);
    if (awaited == null || !seen.add(awaited)) {
      return false;
    }
    for (CoreBinding binding : awaited.bindings()) {
      if (leadsTo(target, binding, seen)) {
        return true;
      }
    }
    return false;
  }
}
