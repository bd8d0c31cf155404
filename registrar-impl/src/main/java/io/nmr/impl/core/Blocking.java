package io.nmr.impl.core;

import io.nmr.Blocker;
import io.nmr.Blocker.Reason;
import io.nmr.Side;
import io.nmr.impl.guard.RunDown;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says on whom a binding waits (H4). */
final class Blocking {
  private final CoreBinding binding;
  private final List<Blocker> blockers = new ArrayList<>();

  private Blocking(CoreBinding binding) {
    this.binding = binding;
  }

  /** The blockers of a binding; the caller holds its lock. */
  static List<Blocker> of(CoreBinding binding, BindingState state, @Nullable Callback callback) {
    Blocking blocking = new Blocking(binding);
    if (callback != null) {
      blocking.add(callback.side(), callback.reason(), callback.thread());
    }
    // A thread that nests calls is one blocker; each asynchronous call is one of its own.
    Set<RunDown.InProgress> seen = new HashSet<>();
    for (RunDown.InProgress call : binding.runDown.inProgress()) {
      if (call.thread() == null) {
        blocking.add(call.side(), Reason.ASYNC_CALL, null);
      } else if (seen.add(call)) {
        blocking.add(call.side(), Reason.CALL, call.thread());
      }
    }
    switch (state) {
      case ATTACHED, DETACHING, ABANDONED -> blocking.addDetaching(callback);
      case CLEANING -> {
        if (callback == null) {
          blocking.add(Side.CLIENT, Reason.CLEANING_UP, null);
        }
      }
      default -> {}
    }
    return blocking.blockers;
  }

  /** The threads that are inside a binding; the caller holds its lock. */
  static List<Thread> threads(
      CoreBinding binding, @Nullable Callback callback, @Nullable Thread asker) {
    List<Thread> threads = new ArrayList<>();
    if (callback != null) {
      threads.add(callback.thread());
    }
    if (asker != null) {
      threads.add(asker);
    }
    for (RunDown.InProgress call : binding.runDown.inProgress()) {
      if (call.thread() != null) {
        threads.add(call.thread());
      }
    }
    return threads;
  }

  private void addDetaching(@Nullable Callback callback) {
    if (binding.runDown.hasRunDown()) {
      add(Side.CLIENT, Reason.CLEANING_UP, null);
      return;
    }
    for (Side side : Side.values()) {
      boolean isRunning = callback != null && callback.side() == side;
      if (!isRunning && !binding.runDown.isDone(side)) {
        Reason reason = binding.half(side).isAsked ? Reason.DETACH_PENDING : Reason.DETACHING;
        add(side, reason, null);
      }
    }
  }

  private void add(Side side, Reason reason, @Nullable Thread thread) {
    blockers.add(
        new Blocker(
            new BindingHandle(binding, side),
            side,
            reason,
            Optional.ofNullable(thread).map(Thread::getName),
            thread == null ? List.of() : List.of(thread.getStackTrace())));
  }
}
