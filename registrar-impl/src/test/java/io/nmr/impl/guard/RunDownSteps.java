package io.nmr.impl.guard;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.Side;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A run-down, and a thread that calls through it step by step. */
@Timeout(30)
abstract class RunDownSteps {
  static final Set<Change> ALL = EnumSet.allOf(Change.class);

  private static final ThreadFactory DAEMONS =
      work -> {
        Thread thread = new Thread(work, "caller");
        thread.setDaemon(true);
        return thread;
      };

  final List<Set<Change>> heard = new ArrayList<>();
  final RunDown runDown =
      new RunDown() {
        @Override
        protected void left(Set<Change> changes) {
          heard.add(changes);
        }

        @Override
        protected RuntimeException refused(Side caller) {
          return new IllegalStateException("refused " + caller);
        }
      };

  /** The thread that calls; each step of it is one task. */
  private final ExecutorService caller = Executors.newSingleThreadExecutor(DAEMONS);

  int depth;
  CountedCall call;

  @AfterEach
  void end() {
    caller.shutdownNow();
  }

  /** Bound, and called once: from then on calls mark. */
  void bind() {
    runDown.open();
    requireNonNull(enter(Side.CLIENT)).leave();
  }

  /** A call of that side on the current thread, which is counted; null if the guard refuses. */
  @Nullable CountedCall enter(Side side) {
    CountedCall entering = CountedCall.onThread(runDown, side);
    return runDown.enter(entering, null) ? entering : null;
  }

  /** The call of the current thread that is marked at the depth goes on without it. */
  CountedCall goOn(Side side, int from) {
    CountedCall going = CountedCall.withoutThread(runDown, side);
    runDown.goOn(going, from);
    return going;
  }

  void callerDoes(Runnable step) throws Exception {
    caller.submit(step).get();
  }

  void mark() {
    depth = Marks.push(Marks.own(), runDown.mark(Side.CLIENT));
  }

  void unmark() {
    Marks.pop(Marks.own(), depth);
  }

  Set<Change> bothDone() {
    Set<Change> changes = EnumSet.noneOf(Change.class);
    changes.addAll(runDown.done(Side.CLIENT));
    changes.addAll(runDown.done(Side.PROVIDER));
    return changes;
  }

  Set<Change> close() {
    assertThat(runDown.drain()).isTrue();
    Barrier.pass();
    return runDown.adopt();
  }

  boolean isLetIn(Side side) throws Exception {
    return caller
        .submit(
            () -> {
              CountedCall entered = enter(side);
              if (entered != null) {
                entered.leave();
              }
              return entered != null;
            })
        .get();
  }
}
