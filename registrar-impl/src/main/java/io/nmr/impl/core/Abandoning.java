package io.nmr.impl.core;

import io.nmr.Blocker;
import io.nmr.impl.guard.Barrier;
import io.nmr.impl.guard.Change;
import java.util.List;
import java.util.Set;

/**
 * Gives up the wait for a binding: the sides that deregister leave at once, the one that stays is
 * cleaned up when what is still running has ended (H5). On an operator's thread, or that of a hold
 * whose deadline has passed.
 */
final class Abandoning {
  /**
   * What was decided under the binding's lock.
   *
   * @param before the state that the binding was in
   * @param leaving the sides that leave
   * @param changes what has come to hold by that
   * @param isUnsettled whether calls that are only marked have to be counted first
   * @param isToGoOn whether the thread that ran the callbacks is stuck in one of a side that
   *     leaves, so that another has to go on with those of the side that stays
   */
  record Abandoned(
      BindingState before,
      List<Half> leaving,
      Set<Change> changes,
      boolean isUnsettled,
      boolean isToGoOn) {}

  private Abandoning() {}

  /** Abandons a binding; does nothing if no side is waiting for it. */
  static void abandon(CoreBinding binding) {
    List<Blocker> leftBehind = binding.blockers();
    Abandoned abandoned = binding.toAbandoned();
    if (abandoned == null) {
      return;
    }
    if (abandoned.isUnsettled) {
      Barrier.pass(); // who asks the side that stays adopts
    }
    NetworkRegistrar registrar = binding.registrar();
    registrar.journal.abandoned(binding.handle(), leftBehind);
    List<Runnable> tell =
        abandoned.leaving.stream().map(half -> half.leaveBehind(binding, leftBehind)).toList();
    tell.forEach(Runnable::run);
    if (abandoned.before == BindingState.ATTACHED) {
      registrar.threads.execute(() -> new Detaching(binding).askAndCleanUp());
    } else if (abandoned.isToGoOn) {
      registrar.threads.execute(() -> new Ending(binding).goOn(abandoned.before));
    } else { // it may have run down before
      registrar.threads.execute(() -> new Ending(binding).cleanUpIfRunDown());
    }
    new Ending(binding).follow(abandoned.changes);
  }
}
