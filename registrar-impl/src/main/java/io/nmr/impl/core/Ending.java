package io.nmr.impl.core;

import io.nmr.impl.guard.Change;
import io.nmr.impl.guard.VirtualThreads;
import io.nmr.impl.journal.Journal;
import java.util.Set;

/**
 * How a binding comes to its end: what follows when its calls leave and its stages complete. Keeps
 * nothing itself; any thread, with no lock held.
 */
final class Ending {
  private final CoreBinding binding;

  Ending(CoreBinding binding) {
    this.binding = binding;
  }

  /**
   * Acts on what has come to hold. The asking thread sees to a run-down itself; any other thread is
   * just leaving a call or completing a stage, and module's code is not for it to run (R15).
   */
  void follow(Set<Change> changes) {
    poke();
    if (changes.isEmpty()) {
      return;
    }
    if (binding.isAskedByThisThread()) {
      tellViews();
    } else if (changes.contains(Change.RUN_DOWN) || binding.views() != null) {
      if (VirtualThreads.isVirtual(Thread.currentThread())) {
        binding.registrar().threads.executeWithoutWaiting(this::end);
        return;
      }
      binding.registrar().threads.execute(this::end);
      if (changes.contains(Change.RUN_DOWN)) {
        binding.client.nearlyOver();
        binding.provider.nearlyOver();
      }
    }
  }

  /**
   * Acts on what a thread inside could not say or follow up, for want of stack or memory. Whoever
   * waits does this now and then; where nothing was lost it changes nothing.
   */
  void sweep() {
    if (binding.isAskerLost()) {
      binding.registrar().threads.execute(this::goOnForLostAsker);
    }
    Set<Change> changes = binding.sweep();
    if (!changes.isEmpty() || binding.hasRunDown() || binding.views() != null) {
      poke();
      binding.registrar().threads.execute(this::end);
    }
  }

  private void goOnForLostAsker() {
    BindingState left = binding.takeRoleOfLostAsker();
    if (left != null) {
      goOn(left);
    }
  }

  /** Goes on with the callbacks where the thread that ran them does not, in that state. */
  void goOn(BindingState state) {
    if (state == BindingState.CLEANING) {
      binding.takeOverCleaning();
      cleanUp();
    } else {
      new Detaching(binding).askAndCleanUp();
    }
  }

  /** Whatever is due by now: each of the three looks for itself whether it is. */
  private void end() {
    tellViews();
    goneIfDeclined();
    cleanUpIfRunDown();
  }

  /** Something has changed: a hold that waits for either side looks again. */
  void poke() {
    binding.client.poke();
    binding.provider.poke();
  }

  /** A view that is made later than this look is complete from the start. */
  private void tellViews() {
    PeerViews views = binding.views();
    if (views != null) {
      views.completeThoseDue();
    }
  }

  /** The end of a declined pair, if the client's callback and the last call have returned (R7). */
  void goneIfDeclined() {
    if (binding.isDeclinedAndOver()) {
      gone();
    }
  }

  /** If all has run down: both cleanups (R15), and the end. */
  void cleanUpIfRunDown() {
    if (binding.toCleaning()) {
      cleanUp();
    }
  }

  /** Both cleanups, as far as they are to be called still, and the end. By the asker. */
  void cleanUp() {
    Thread self = Thread.currentThread();
    Handshake mine = binding.handshake;
    try {
      if (new Detaching(binding).cleanUp()) {
        gone();
      }
    } catch (Throwable failed) { // as in Detaching.ask
      if (mine != null) {
        mine.lostAsker = self;
      }
      throw failed;
    }
  }

  private void tellGone() {
    Journal journal = binding.registrar().journal;
    if (binding.wasBound()) {
      journal.detached(binding.handle(), binding.detachingFor());
    } else {
      journal.changed();
    }
  }

  /** Those who waited are told. */
  private void gone() {
    if (!binding.toGone()) {
      return;
    }
    try {
      tellGone();
    } finally { // this comes once; what follows is also done by a sweep
      // It is off both lists before anyone hears of it, who may wait for either.
      binding.client.registration.table.unlink(binding);
    }
    Runnable tellClients = binding.client.finishIfEmpty();
    Runnable tellProviders = binding.provider.finishIfEmpty();
    tellClients.run();
    tellProviders.run();
    if (binding.views() != null) {
      binding.registrar().threads.execute(this::tellViews);
    }
  }
}
