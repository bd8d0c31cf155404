package io.nmr.impl.core;

import static java.util.stream.Collectors.joining;

import io.nmr.Blocker;
import io.nmr.Blocker.Reason;
import io.nmr.Side;
import io.nmr.impl.guard.InProgress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says on whom a binding waits (H4). */
final class Blocking {
  private static final int IN_A_LINE = 3;

  private final BindingFacts binding;
  private final List<Blocker> blockers = new ArrayList<>();

  private Blocking(BindingFacts binding) {
    this.binding = binding;
  }

  /** The blockers of a binding; the caller holds its lock. */
  static List<Blocker> of(
      BindingFacts binding,
      List<InProgress> calls,
      BindingState state,
      @Nullable Callback callback,
      @Nullable Callback teller) {
    Blocking blocking = new Blocking(binding);
    blocking.add(callback);
    blocking.add(teller);
    // A thread that nests calls is one blocker; each asynchronous call is one of its own.
    Set<InProgress> seen = new HashSet<>();
    for (InProgress call : calls) {
      if (call.thread() == null) {
        blocking.add(call.side(), Reason.ASYNC_CALL, null);
      } else if (call.isByHand()) {
        blocking.add(call.side(), Reason.CALL_BY_HAND, call.thread());
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

  /** The first few of them, for a log line; the runtime has them all. */
  static String text(List<Blocker> blockers) {
    String first = blockers.stream().limit(IN_A_LINE).map(Blocker::toString).collect(joining("; "));
    int more = blockers.size() - IN_A_LINE;
    return more > 0 ? first + "; and " + more + " more" : first;
  }

  /** The threads that have to go on before a binding can end. */
  static List<Thread> threads(
      List<InProgress> calls,
      @Nullable Thread asker,
      @Nullable Callback callback,
      @Nullable Callback teller) {
    List<Thread> threads = new ArrayList<>();
    if (asker != null) {
      threads.add(asker);
    }
    if (callback != null) {
      threads.add(callback.thread());
    }
    if (teller != null) {
      threads.add(teller.thread());
    }
    for (InProgress call : calls) {
      Thread inside = call.inside();
      if (inside != null) {
        threads.add(inside);
      }
    }
    return threads;
  }

  private void add(@Nullable Callback running) {
    if (running != null) {
      add(running.side(), running.reason(), running.thread());
    }
  }

  private void addDetaching(@Nullable Callback callback) {
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
    blockers.add(
        new Blocker(
            new BindingHandle(binding, side),
            side,
            reason,
            Optional.ofNullable(thread).map(Thread::getName),
            thread == null || reason == Reason.CALL_BY_HAND
                ? List.of() // where the thread that entered is now says nothing of the call
                : List.of(thread.getStackTrace())));
  }
}
