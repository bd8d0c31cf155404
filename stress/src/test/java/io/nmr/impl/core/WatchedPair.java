package io.nmr.impl.core;

import io.nmr.BindingContext;
import io.nmr.DetachedException;
import io.nmr.Guard;
import io.nmr.impl.core.Parts.Tell;
import io.nmr.impl.core.Parts.Work;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Both contexts of one binding, which complain of callbacks and calls that must not happen. */
final class WatchedPair {
  /** Abandons that are under way or have had an effect; an abandoned binding guarantees less. */
  private final AtomicInteger abandons = new AtomicInteger();

  final Watched<Tell> client = new Watched<>(() -> {}, null);
  final Watched<Work> provider = new Watched<>(() -> {}, client);
  private final AtomicInteger inside = new AtomicInteger();
  volatile @Nullable Guard clientsGuard;
  volatile @Nullable Guard providersGuard;
  private volatile @Nullable String complaint;

  /** Tries that abandon of the binding. */
  void abandon(Runnable attempt) {
    abandons.incrementAndGet();
    try {
      attempt.run();
    } catch (IllegalArgumentException | IllegalStateException notAnyMore) {
      abandons.decrementAndGet(); // the binding is gone, or nothing waits for it
    }
  }

  private boolean isAbandoned() {
    return abandons.get() > 0;
  }

  /** Keeps a complaint for the end, because the registrar would swallow an exception (R20). */
  private void require(boolean holds, String otherwise) {
    if (!holds) {
      complaint = otherwise;
    }
  }

  /** Makes a call, in the direction of that guard. */
  void enter(@Nullable Guard guard) {
    if (guard == null) {
      return; // the pair has not attached
    }
    try {
      guard.run(
          () -> {
            inside.incrementAndGet();
            require(mayBeCalled(), "called after its cleanup (R15)");
            inside.decrementAndGet();
            return "";
          });
    } catch (DetachedException refused) {
      require(
          client.hasDetached || provider.hasDetached || isAbandoned(),
          "refused though nobody has detached (R13)");
    }
  }

  private boolean mayBeCalled() {
    return isAbandoned() || (!client.isCleanedUp && !provider.isCleanedUp);
  }

  /** Requires what must hold when both sides have deregistered and all is quiet. */
  void requireEnd() {
    if (client.wasAsked && provider.wasAsked && !isAbandoned()) {
      require(client.isCleanedUp && provider.isCleanedUp, "not cleaned up");
    }
    if (complaint != null) {
      throw new IllegalStateException(complaint);
    }
  }

  /** One side's context. */
  final class Watched<D> implements BindingContext<D> {
    private final D dispatch;
    private final @Nullable Watched<?> first;
    private volatile boolean wasAsked;
    private volatile boolean hasDetached;
    private volatile boolean isCleanedUp;

    Watched(D dispatch, @Nullable Watched<?> first) {
      this.dispatch = dispatch;
      this.first = first;
    }

    @Override
    public D dispatch() {
      wasAsked = true;
      return dispatch;
    }

    @Override
    public CompletionStage<?> detach() {
      require(!hasDetached, "detached twice (R12)");
      require(first == null || first.hasDetached || isAbandoned(), "the provider first (R12)");
      hasDetached = true;
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void cleanup() {
      require(hasDetached, "cleaned up before it was detached (R15)");
      require(!isCleanedUp, "cleaned up twice (R15)");
      require(inside.get() == 0, "cleaned up amid a call (R15)");
      require(first == null || first.isCleanedUp || isAbandoned(), "the provider first (R15)");
      isCleanedUp = true;
    }
  }
}
