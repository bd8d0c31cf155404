package io.nmr.impl.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.impl.guard.ThreadsInside;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records which thread waits for which deregistration, so that a wait that would never end is
 * refused when it begins (R19, H8).
 *
 * <p>A deregistration waits for the threads that are inside its bindings; such a thread may itself
 * wait for a deregistration. A thread that waits begins no call, so a cycle can only be closed by
 * the wait that begins last. Waits begin in an order: each thread enters its wait in the list under
 * this lock, then looks, with no lock held, which threads are inside which bindings, and then
 * searches the waits that began before its own. If several threads close a cycle together, the last
 * one to enter its wait finds the cycle: all the others had made their calls before they entered
 * their waits, so its look shows those calls.
 */
final class Waits {
  /** One wait of one thread. */
  static final class Wait {
    private final CoreDeregistration awaited;

    /** The wait of the same thread inside which this one began; null if there is none. */
    private final @Nullable Wait outer;

    /** Its place in the order in which waits began. */
    private final long number;

    private Wait(CoreDeregistration awaited, @Nullable Wait outer, long number) {
      this.awaited = awaited;
      this.outer = outer;
      this.number = number;
    }
  }

  /**
   * The innermost wait of each waiting thread. Threads are told apart by identity, because a
   * module's own thread class may return any hash code.
   */
  @GuardedBy("this")
  private final IdentityHashMap<Thread, Wait> waiting = new IdentityHashMap<>();

  @GuardedBy("this")
  private long begun;

  /**
   * Begins a wait of this thread.
   *
   * @return the wait, for {@link #end}
   * @throws IllegalStateException if this thread would wait for itself
   */
  Wait beginOrRefuse(CoreDeregistration awaited) {
    Wait wait = begin(awaited);
    CoreBinding mine = bindingThatWaitsForMe(wait, ThreadsInside.now());
    if (mine == null) { // R19: otherwise the wait could not end
      return wait;
    }
    end(wait);
    throw new IllegalStateException(
        "thread '"
            + Thread.currentThread().getName()
            + "' would wait for itself: the deregistration of "
            + awaited.registration
            + " cannot complete before it leaves "
            + mine
            + "; return first and wait elsewhere, or use completion()");
  }

  /**
   * Begins a wait of this thread, and refuses none; the caller leaves out what the thread cannot
   * wait for.
   */
  synchronized Wait begin(CoreDeregistration awaited) {
    Wait wait = new Wait(awaited, waiting.get(Thread.currentThread()), ++begun);
    waiting.put(Thread.currentThread(), wait);
    return wait;
  }

  /** Ends a wait of this thread; if it began inside another wait, that one goes on. */
  synchronized void end(Wait wait) {
    if (wait.outer == null) {
      waiting.remove(Thread.currentThread());
    } else {
      waiting.put(Thread.currentThread(), wait.outer);
    }
  }

  /** The deregistrations that threads wait for. */
  synchronized Set<CoreDeregistration> awaited() {
    return waiting.values().stream().map(wait -> wait.awaited).collect(Collectors.toSet());
  }

  private synchronized @Nullable CoreBinding bindingThatWaitsForMe(
      Wait wait, ThreadsInside inside) {
    Search search = new Search(Thread.currentThread(), wait.number, inside);
    for (CoreBinding binding : wait.awaited.bindings()) {
      if (search.leadsFrom(binding)) {
        return binding;
      }
    }
    return null;
  }

  /**
   * Whether that binding cannot end before this thread, which waits already, goes on.
   *
   * @param inside which threads are inside which bindings, as seen since the wait began
   */
  synchronized boolean leadsToMe(Wait wait, CoreBinding binding, ThreadsInside inside) {
    return new Search(Thread.currentThread(), wait.number, inside).leadsFrom(binding);
  }

  /**
   * Whether that thread is this one, or waits for something that cannot end before this one goes
   * on.
   */
  synchronized boolean leadsToMe(Wait wait, Thread thread, ThreadsInside inside) {
    return new Search(Thread.currentThread(), wait.number, inside).leadsFrom(thread);
  }

  /**
   * One search for a thread, over the waits that began before that thread's own. The searching
   * thread holds the lock of the list.
   */
  private final class Search {
    private final Thread target;
    private final long before;
    private final ThreadsInside inside;
    private final Set<CoreDeregistration> searched = new HashSet<>();

    Search(Thread target, long before, ThreadsInside inside) {
      this.target = target;
      this.before = before;
      this.inside = inside;
    }

    boolean leadsFrom(CoreBinding binding) {
      for (Thread thread : binding.threadsInside(inside)) {
        if (leadsFrom(thread)) {
          return true;
        }
      }
      return false;
    }

    @SuppressWarnings("GuardedBy") // the searching thread holds the lock of the list
    boolean leadsFrom(Thread thread) {
      if (thread == target) {
        return true;
      }
      Wait wait = waiting.get(thread);
      if (wait == null || wait.number > before || !searched.add(wait.awaited)) {
        return false;
      }
      for (CoreBinding binding : wait.awaited.bindings()) {
        if (leadsFrom(binding)) {
          return true;
        }
      }
      return false;
    }
  }
}
