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
 * One binding's transitions and calls, each as its one step under the lock: what else follows is
 * left out, so that the steps meet in every order and not only in the usual ones.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
public abstract class BindingOperations {
  private static final Parts PARTS = new Parts(new Parts.NoThreads());

  final CoreBinding binding = PARTS.binding();
  private final BindingContext<String> context = BindingContext.of("");
  private final Map<Integer, Deque<Guard.Call>> inside = new ConcurrentHashMap<>();
  private int step;

  // The offer is one thread's: what it does next depends on what it did.

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
    binding.declined("no");
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

  // Abandoning reads both sides' flags, one after the other: of two that deregister meanwhile it
  // may
  // see the later one alone, and then the other stays, as if it had deregistered afterwards.

  @Operation(nonParallelGroup = "leaving")
  public void deregister(Side side) {
    binding.half(side).registration.beginDeregister();
  }

  @Operation
  public boolean beginDetach() {
    return binding.beginDetach(DetachCause.CLIENT_DEREGISTERED);
  }

  @Operation
  public String adopt() {
    return binding.adopt().toString();
  }

  @Operation
  public String done(Side side) {
    return binding.done(side).toString();
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

  @Operation
  public boolean toGone() {
    return binding.toGone();
  }

  @Operation(nonParallelGroup = "leaving")
  public String abandon() {
    Abandoning.Abandoned abandoned = binding.toAbandoned();
    if (abandoned == null) {
      return "nobody waits";
    }
    List<Side> leaving = abandoned.leaving().stream().map(Half::side).sorted().toList();
    return abandoned.before().name() + " " + leaving + " " + abandoned.isUnsettled();
  }

  @Operation
  public boolean isDeclinedAndOver() {
    return binding.isDeclinedAndOver();
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
