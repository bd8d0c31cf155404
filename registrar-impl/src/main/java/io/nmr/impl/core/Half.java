package io.nmr.impl.core;

import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.Side;
import io.nmr.impl.guard.GuardedCalls;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One side's half of a binding: its registration, its context, what its peer calls. The mirror
 * image of the other half. Fields that change are guarded by the binding's lock.
 */
final class Half {
  final Side side;
  final CoreRegistration registration;

  /** This side's context, from its acceptance until cleanup. */
  @Nullable BindingContext<?> context;

  /** This side's dispatch as its peer sees it. */
  @Nullable Object dispatch;

  /** Completes when the peer can call no more; made when first asked for. */
  @Nullable CompletableFuture<Void> peerDetached;

  /** This side has left by abandon: no callback of it runs again. */
  boolean hasLeft;

  /** This side's detach callback has been called and has returned, or was left out. */
  boolean isAsked;

  /** Neighbours in the registration's list of bindings; guarded by the table's lock. */
  @Nullable Half next;

  @Nullable Half previous;
  boolean isLinked;
  final CoreBinding binding;

  Half(CoreBinding binding, Side side, CoreRegistration registration) {
    this.binding = binding;
    this.side = side;
    this.registration = registration;
  }

  /** Completes when the peer can call no more. Under the binding's lock. */
  CompletionStage<Void> peerDetached(boolean hasAlready) {
    if (hasAlready) {
      return CompletableFuture.completedStage(null);
    }
    CompletableFuture<Void> stage = peerDetached;
    if (stage == null) {
      stage = new CompletableFuture<>();
      peerDetached = stage;
    }
    return stage.minimalCompletionStage();
  }

  /** Runs what depends on that, without the lock. */
  void completePeerDetached() {
    CompletableFuture<Void> stage = peerDetached; // written once, under the lock that found it due
    if (stage != null) {
      stage.complete(null);
    }
  }

  /** Forgets the module's objects. Under the binding's lock. */
  void drop() {
    context = null;
    GuardedCalls.drop(dispatch);
    dispatch = null;
  }

  /** This side leaves by abandon: what it is bound to forgets it. Under the binding's lock. */
  void leave() {
    hasLeft = true;
    drop();
  }

  /**
   * The binding is off this side's list.
   *
   * @return what tells those who wait, if the deregistration is over by that
   */
  Runnable finishIfEmpty() {
    CoreDeregistration deregistration = deregistration();
    return deregistration == null ? () -> {} : deregistration.finishIfEmpty();
  }

  /** Takes the binding off this side's list, though it could not be detached; returns the same. */
  Runnable leaveBehind(List<Blocker> blockers) {
    CoreDeregistration deregistration = deregistration();
    if (deregistration != null) {
      deregistration.leftBehind(blockers);
    }
    registration.table.unlink(this);
    return finishIfEmpty();
  }

  /** Something about the binding has changed. */
  void poke() {
    CoreDeregistration deregistration = deregistration();
    if (deregistration != null) {
      deregistration.poke();
    }
  }

  private @Nullable CoreDeregistration deregistration() {
    return registration.deregistration;
  }
}
