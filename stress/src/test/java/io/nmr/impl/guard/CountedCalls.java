package io.nmr.impl.guard;

import io.nmr.Side;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * The operations of a run-down whose calls are counted; {@link CountedCallsSpec} specifies them.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
public abstract class CountedCalls {
  private final ThreadLocal<Set<Change>> heard = new ThreadLocal<>();

  final RunDown runDown =
      new RunDown() {
        @Override
        protected void left(Set<Change> changes) {
          heard.set(changes);
        }

        @Override
        protected RuntimeException refused(Side caller) {
          return new IllegalStateException();
        }
      };

  private final Map<Integer, Deque<CountedCall>> inside = new ConcurrentHashMap<>();

  @Operation
  public boolean enter(Side side, @Param(name = "thread") int thread) {
    CountedCall call = CountedCall.onThread(runDown, side);
    boolean isLetIn = runDown.enter(call, null);
    if (isLetIn) {
      callsOf(thread).push(call);
    }
    return isLetIn;
  }

  @Operation
  public String leave(@Param(name = "thread") int thread) {
    CountedCall newest = callsOf(thread).poll();
    if (newest == null) {
      return "is not inside";
    }
    heard.remove();
    newest.leave();
    Set<Change> changes = heard.get();
    return changes == null ? "" : changes.toString();
  }

  private Deque<CountedCall> callsOf(int thread) {
    return inside.computeIfAbsent(thread, first -> new ArrayDeque<>());
  }

  @Operation
  public String done(Side side) {
    return runDown.done(side).toString();
  }

  @Operation
  public String cutOff() {
    return runDown.cutOff().toString();
  }

  @Operation
  public boolean hasEnded(Side side) {
    return runDown.hasEnded(side);
  }

  @Operation
  public boolean hasRunDown() {
    return runDown.hasRunDown();
  }
}
