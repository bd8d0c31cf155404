package io.nmr.impl.core;

import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.Side;
import io.nmr.impl.guard.GuardedCalls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One side of a binding: its registration, its context and the dispatch that its peer calls. Both
 * sides of a binding have the same. Context and dispatch are guarded by the binding's lock.
 */
final class BindingSide {
  final CoreRegistration registration;

  /** This side's context, from its acceptance until cleanup. */
  @Nullable BindingContext<?> context;

  /** This side's dispatch as its peer sees it. */
  @Nullable Object dispatch;

  /** Neighbours in the registration's {@link BindingList}, which keeps them. */
  @Nullable CoreBinding next;

  @Nullable CoreBinding previous;

  BindingSide(CoreRegistration registration) {
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
   * The binding is off this side's list; the deregistration may be over by that.
   *
   * @return tells the threads that wait, if it is
   */
  Runnable finishIfEmpty() {
    CoreDeregistration deregistration = deregistration();
    return deregistration == null ? () -> {} : deregistration.finishIfEmpty();
  }

  /**
   * Takes the binding off this side's list, though it could not be detached.
   *
   * @return as {@link #finishIfEmpty}
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
  void bindingChanged() {
    CoreDeregistration deregistration = deregistration();
    if (deregistration != null) {
      deregistration.bindingChanged();
    }
  }

  /**
   * The binding has run down and is about to be cleaned up. If it is this side's last, the end of
   * the deregistration is near.
   */
  void announceEndIfLast() {
    CoreDeregistration deregistration = deregistration();
    if (deregistration != null && registration.table.countOf(registration) == 1) {
      deregistration.announceEnd();
    }
  }

  private @Nullable CoreDeregistration deregistration() {
    return registration.deregistration;
  }
}
