package io.nmr.impl.core;

import io.nmr.Blocker;
import io.nmr.Blocker.Reason;
import io.nmr.Side;
import io.nmr.impl.core.Handshake.RunningCallback;
import io.nmr.impl.guard.InProgress;
import io.nmr.impl.threads.StackTraces;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a binding is waiting for (H4), in two steps: what is known is collected under the
 * binding's lock, and only when the lock is free again are the threads asked what they execute. No
 * code of a module runs in either: a thread is compared by identity, has a final name, and is asked
 * for its frames by {@link StackTraces}.
 */
final class Blocking {
  /** One thing that is waited for. */
  private record Found(Side side, Reason reason, @Nullable Thread thread) {}

  private final CoreBinding binding;
  private final List<Found> found = new ArrayList<>();

  private Blocking(CoreBinding binding) {
    this.binding = binding;
  }

  /** What a binding waits for; the caller holds its lock. */
  static Blocking of(
      CoreBinding binding,
      List<InProgress> calls,
      BindingState state,
      @Nullable RunningCallback callback,
      @Nullable RunningCallback view) {
    Blocking blocking = new Blocking(binding);
    blocking.add(callback);
    blocking.add(view);
    for (InProgress call : calls) {
      blocking.add(call.side(), reasonOf(call), call.thread());
    }
    switch (state) {
      case ATTACHED, DETACHING, ABANDONED -> blocking.addDetaching(callback);
      case OFFERED -> blocking.addUnlessRunning(callback, Reason.ATTACHING);
      case CLEANING -> blocking.addUnlessRunning(callback, Reason.CLEANING_UP);
      default -> {}
    }
    return blocking;
  }

  private static Reason reasonOf(InProgress call) {
    if (call.thread() == null) {
      return Reason.ASYNC_CALL;
    }
    return call.isByHand() ? Reason.CALL_BY_HAND : Reason.CALL;
  }

  /** The blockers, with what their threads execute by now; the caller holds no lock. */
  List<Blocker> blockers() {
    Map<Side, Set<Thread>> callers = new EnumMap<>(Side.class);
    List<Blocker> blockers = new ArrayList<>(found.size());
    for (Found each : found) {
      // A thread that nests calls is one blocker; each asynchronous call is one of its own.
      if (each.reason != Reason.CALL
          || each.thread == null
          || callers.computeIfAbsent(each.side, any -> identitySet()).add(each.thread)) {
        blockers.add(blocker(each));
      }
    }
    return Collections.unmodifiableList(blockers);
  }

  /** A module's thread may have an {@code equals} or {@code hashCode} of its own. */
  private static Set<Thread> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private Blocker blocker(Found each) {
    Thread thread = each.thread;
    return new Blocker(
        new BindingHandle(binding, each.side),
        each.side,
        each.reason,
        Optional.ofNullable(thread).map(Thread::getName),
        thread == null || each.reason == Reason.CALL_BY_HAND
            ? List.of() // where the thread that entered is now says nothing of the call
            : StackTraces.of(thread));
  }

  /** The threads that have to go on before a binding can end. */
  static List<Thread> threads(
      List<InProgress> calls,
      @Nullable Thread asker,
      @Nullable RunningCallback callback,
      @Nullable RunningCallback view) {
    List<Thread> threads = new ArrayList<>();
    if (asker != null) {
      threads.add(asker);
    }
    if (callback != null) {
      threads.add(callback.thread());
    }
    if (view != null) {
      threads.add(view.thread());
    }
    for (InProgress call : calls) {
      Thread inside = call.inside();
      if (inside != null) {
        threads.add(inside);
      }
    }
    return threads;
  }

  private void add(@Nullable RunningCallback running) {
    if (running != null) {
      add(running.side(), running.reason(), running.thread());
    }
  }

  /** The client's callback is to be called next. */
  private void addUnlessRunning(@Nullable RunningCallback callback, Reason reason) {
    if (callback == null) {
      add(Side.CLIENT, reason, null);
    }
  }

  private void addDetaching(@Nullable RunningCallback callback) {
    if (binding.hasRunDown()) {
      add(Side.CLIENT, Reason.CLEANING_UP, null);
      return;
    }
    for (Side side : Side.values()) {
      boolean isRunning = callback != null && callback.side() == side;
      if (!isRunning && !binding.isDone(side)) {
        Reason reason = binding.isAsked(side) ? Reason.DETACH_PENDING : Reason.DETACHING;
        add(side, reason, null);
      }
    }
  }

  private void add(Side side, Reason reason, @Nullable Thread thread) {
    found.add(new Found(side, reason, thread));
  }
}
