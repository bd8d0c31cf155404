package io.nmr.impl.core;

import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.Side;
import io.nmr.impl.guard.GuardedCalls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One side's half of a binding: its registration, its context, what its peer calls. The mirror
 * image of the other half. Fields that change are guarded by the binding's lock.
 */
final class Half {
  final CoreRegistration registration;

  /** This side's context, from its acceptance until cleanup. */
  @Nullable BindingContext<?> context;

  /** This side's dispatch as its peer sees it. */
  @Nullable Object dispatch;

  /** This side has left by abandon: no callback of it runs again. */
  boolean hasLeft;

  /** This side's detach callback has been called and has returned, or was left out. */
  boolean isAsked;

  /** Neighbours in the registration's list of bindings; guarded by the table's lock. */
  @Nullable Half next;

  @Nullable Half previous;
  boolean isLinked;
  final CoreBinding binding;

  Half(CoreBinding binding, CoreRegistration registration) {
    this.binding = binding;
    this.registration = registration;
  }

  Side side() {
    return registration.side;
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
