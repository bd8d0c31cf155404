package io.nmr.impl.core;

import io.nmr.BindingContext;
import io.nmr.DetachCause;
import io.nmr.Guard;
import io.nmr.Side;
import io.nmr.impl.guard.SideGuard;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * The transitions and calls of one binding. Each operation is one step under the lock; the actions
 * that usually follow are left out, so that the steps meet in every order and not only in the usual
 * one.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
public abstract class BindingOperations {
  private static final Parts PARTS = new Parts(new Parts.NoThreads());

  final CoreBinding binding = PARTS.binding();
  private final BindingContext<String> context = BindingContext.of("");
  private final Map<Integer, Deque<Guard.Call>> inside = new ConcurrentHashMap<>();
  private int step;

  // One thread makes the offer: its next step depends on its last one.

  @Operation(nonParallelGroup = "offer")
  public String attach() {
    if (step != 0) {
      return "not now";
    }
    boolean isFirst = binding.attach(context, "");
    step = isFirst ? 1 : 0;
    return "attach " + isFirst;
  }

  @Operation(nonParallelGroup = "offer")
  public String answer(boolean accepts) {
    if (step != 1) {
      return "not now";
    }
    step = 2;
    if (accepts) {
      return "accepted " + binding.accepted(context, "");
    }
    binding.declined();
    return "declined";
  }

  @Operation(nonParallelGroup = "offer")
  public String offerReturned(boolean hasThrown) {
    if (step == 1 || step == 3) {
      return "not now";
    }
    step = 3;
    return binding.offerReturned(hasThrown).name();
  }

  // Abandoning reads the two sides' flags one after the other. If both deregister meanwhile, it may
  // see the later one alone; the other side then stays, as if it had deregistered afterwards.

  @Operation(nonParallelGroup = "leaving")
  public void deregister(Side side) {
    binding.side(side).registration.beginDeregister();
  }

  @Operation
  public boolean beginDetach() {
    return binding.beginDetach(DetachCause.CLIENT_DEREGISTERED);
  }

  @Operation
  public String adopt() {
    return binding.adopt().toString();
  }

  /**
   * A side is done when the pair is taken apart, not before: the guards of a bound pair do not look
   * for it. A pair that is taken apart stays so, so the look may come first.
   */
  @Operation
  public String done(Side side) {
    return BindingSpec.TAKEN_APART.contains(binding.state())
        ? binding.done(side).toString()
        : "not now";
  }

  @Operation
  public boolean enter(Side side, @Param(name = "thread") int thread) {
    try {
      callsOf(thread).push(new SideGuard(binding, side).enter());
      return true;
    } catch (io.nmr.DetachedException refused) {
      return false;
    }
  }

  @Operation
  public void leave(@Param(name = "thread") int thread) {
    Guard.Call newest = callsOf(thread).poll();
    if (newest != null) {
      newest.leave();
    }
  }

  private Deque<Guard.Call> callsOf(int thread) {
    return inside.computeIfAbsent(thread, first -> new ArrayDeque<>());
  }

  @Operation
  public boolean toCleaning() {
    return binding.toCleaning();
  }

  /** Only the asker may end its cleanup; here the calling thread is made that in the same step. */
  @Operation
  public boolean toGone() {
    synchronized (binding) {
      Handshake known = binding.underWay();
      if (known != null && binding.state() == BindingState.CLEANING) {
        known.asker = Thread.currentThread();
      }
      return binding.endCleaning();
    }
  }

  @Operation(nonParallelGroup = "leaving")
  public String abandon() {
    CoreBinding.Abandoned abandoned = binding.toAbandoned();
    if (abandoned == null) {
      return "nobody waits";
    }
    List<Side> leaving = abandoned.leaving().stream().map(BindingSide::side).sorted().toList();
    return abandoned.before().name() + " " + leaving + " " + abandoned.isUnsettled();
  }

  @Operation
  public boolean isDeclinedAndOver() {
    return binding.endDeclined();
  }

  @Operation
  public boolean hasPeerDetached(Side side) {
    return binding.peerDetached(side).toCompletableFuture().isDone();
  }

  @Operation
  public String state() {
    return binding.state().name();
  }
}
