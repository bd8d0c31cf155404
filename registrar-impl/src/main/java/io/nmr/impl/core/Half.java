package io.nmr.impl.core;

import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.Side;
import io.nmr.impl.guard.GuardedCalls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One side's half of a binding: its registration, its context, what its peer calls. The mirror
 * image of the other half. Context and dispatch are guarded by the binding's lock.
 */
final class Half {
  final CoreRegistration registration;

  /** This side's context, from its acceptance until cleanup. */
  @Nullable BindingContext<?> context;

  /** This side's dispatch as its peer sees it. */
  @Nullable Object dispatch;

  /** Neighbours in the registration's {@link BindingList}, which keeps them. */
  @Nullable CoreBinding next;

  @Nullable CoreBinding previous;

  Half(CoreRegistration registration) {
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

  /**
   * The binding is off this side's list.
   *
   * @return what tells those who wait, if the deregistration is over by that
   */
  Runnable finishIfEmpty() {
    CoreDeregistration deregistration = deregistration();
    return deregistration == null ? () -> {} : deregistration.finishIfEmpty();
  }

  /**
   * Takes the binding off this side's list, though it could not be detached; returns the same as
   * {@link #finishIfEmpty}.
   */
  Runnable leaveBehind(CoreBinding binding, List<Blocker> blockers) {
    CoreDeregistration deregistration = deregistration();
    if (deregistration != null) {
      deregistration.leftBehind(blockers);
    }
    registration.table.unlink(binding, this);
    return finishIfEmpty();
  }

  /** Something about the binding has changed. */
  void poke() {
    CoreDeregistration deregistration = deregistration();
    if (deregistration != null) {
      deregistration.poke();
    }
  }

  /** The binding has run down and is about to be cleaned up; it may be the last. */
  void nearlyOver() {
    CoreDeregistration deregistration = deregistration();
    if (deregistration != null && registration.table.countOf(registration) == 1) {
      deregistration.nearlyOver();
    }
  }

  private @Nullable CoreDeregistration deregistration() {
    return registration.deregistration;
  }
}
