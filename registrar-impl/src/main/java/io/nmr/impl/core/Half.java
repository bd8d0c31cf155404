package io.nmr.impl.core;

import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.Side;
import io.nmr.impl.guard.GuardedDispatch;
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
  @Nullable GuardedDispatch<?> dispatch;

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
    CompletableFuture<Void> stage = peerDetached;
    if (stage == null) {
      stage = new CompletableFuture<>();
      peerDetached = stage;
    }
    if (hasAlready && stage.getNumberOfDependents() == 0) {
      stage.complete(null); // nobody's code depends on it yet, so none runs under the lock
    }
    return stage.minimalCompletionStage();
  }

  /** Forgets the module's objects. Under the binding's lock. */
  void drop() {
    context = null;
    if (dispatch != null) {
      dispatch.drop();
    }
  }

  /** Takes the binding off this side's registration, whose deregistration may be over by that. */
  void release() {
    registration.table.unlink(this);
    CoreDeregistration deregistration = deregistration();
    if (deregistration != null) {
      deregistration.finishIfEmpty();
    }
  }

  /** The same, for what could not be detached. */
  void leaveBehind(List<Blocker> blockers) {
    CoreDeregistration deregistration = deregistration();
    if (deregistration != null) {
      deregistration.leftBehind(blockers);
    }
    release();
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
