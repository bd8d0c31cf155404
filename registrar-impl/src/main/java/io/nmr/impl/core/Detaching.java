package io.nmr.impl.core;

import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.Blocker.Reason;
import io.nmr.Side;
import io.nmr.impl.core.CoreBinding.Abandoned;
import io.nmr.impl.core.CoreBinding.Lost;
import io.nmr.impl.guard.Barrier;
import io.nmr.impl.guard.Change;
import io.nmr.impl.guard.ThreadsInside;
import io.nmr.impl.guard.VirtualThreads;
import io.nmr.impl.journal.Journal;
import io.nmr.impl.journal.Thrown;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How one binding is taken apart, the counterpart of {@link Attaching}: calls the detach and
 * cleanup callbacks, and does what the transitions of {@link CoreBinding} say that follows. Any
 * thread, with no lock held; keeps nothing itself. Whatever the callbacks do, the protocol goes on
 * (R20). A side that has left by abandon is passed over.
 *
 * <pre>
 *   {@link #ask}:     client's detach(), then provider's (R12)          by the asker
 *                 |
 *   {@link #follow}:  a stage completes, a call leaves; the last of them  by any thread
 *                 |
 *   {@link #cleanUpIfRunDown}: client's cleanup(), then provider's (R15)  by the asker, then gone
 * </pre>
 *
 * {@link #abandon} ends the wait for that (H5); {@link #sweep} goes on where a thread was lost for
 * want of stack or memory.
 */
final class Detaching {
  private final CoreBinding binding;

  Detaching(CoreBinding binding) {
    this.binding = binding;
  }

  // ---- the detach callbacks ----

  /** Calls the detach callbacks, and the cleanups if all has run down by then. */
  void askAndCleanUp() {
    ask(ThreadsInside.now());
    cleanUpIfRunDown();
  }

  /**
   * Calls the client's detach and then the provider's, and waits for neither's stage (R12). The
   * caller has to see to the cleanup afterwards. Where the thread before is stuck in the detach of
   * a side that has left by abandon, goes on from there.
   *
   * @param seen which threads are inside, as seen since the barrier was passed
   */
  void ask(ThreadsInside seen) {
    if (!binding.beginAsk()) {
      return;
    }
    Thread self = Thread.currentThread();
    Handshake mine = binding.underWay();
    try {
      tellDetaching();
      follow(binding.adopt(seen));
      ask(Side.CLIENT); // R12: returns before the provider is asked, and waits for no stage
      ask(Side.PROVIDER);
      if (binding.endAsk()) {
        bindingChanged(); // this thread is inside no more
      }
    } catch (Throwable failed) { // no memory: a write is all that is sure to be possible
      if (mine != null) {
        mine.lostAsker = self;
      }
      throw failed;
    }
  }

  /**
   * A pair whose sides have both left is cleaned up without being asked, so cleanup does it, too.
   */
  private void tellDetaching() {
    if (binding.isDetachingToBeTold()) {
      journal().detaching(binding.handle());
    }
  }

  private void ask(Side side) {
    if (!binding.begin(side, Reason.DETACHING)) {
      return;
    }
    BindingContext<?> context = binding.toDetach(side);
    if (context == null) {
      detachComplete(side);
    } else {
      detach(side, context);
    }
  }

  private void detach(Side side, BindingContext<?> context) {
    AtomicBoolean isFirst = new AtomicBoolean(true); // a stage may misbehave and complete twice
    Runnable done =
        () -> {
          if (isFirst.getAndSet(false)) {
            detachComplete(side);
          }
        };
    Handshake mine = binding.underWay();
    try {
      if (mine != null) {
        mine.step = Handshake.Step.CALLED;
      }
      // R23: what was decided under a lock has been returned, and no lock is held here
      CompletionStage<?> stage = context.detach();
      if (stage == null) {
        throw new NullPointerException("detach() returned null; return a completed stage");
      }
      stage.whenComplete(
          (value, thrown) -> {
            done.run();
            if (thrown != null) {
              failed(side, "detach stage", thrown);
            }
          });
      if (mine != null) {
        mine.step = Handshake.Step.FOLLOWED;
      }
    } catch (Throwable thrown) { // R20: taken as done, and logged
      done.run();
      failed(side, "detach", thrown);
    }
  }

  /** That side's detach stage has completed. */
  private void detachComplete(Side side) {
    follow(binding.done(side));
  }

  private void failed(Side side, String callback, Throwable thrown) {
    journal()
        .callbackFailed(
            binding.handle(),
            binding.side(side).registration.registrant(),
            callback,
            Thrown.of(thrown));
  }

  private Journal journal() {
    return binding.registrar().journal;
  }

  // ---- what follows when calls leave and stages complete ----

  /**
   * Acts on what has come to hold. The asker sees to a run-down itself; any other thread is just
   * leaving a call or completing a stage, and must run no code of a module (R15).
   */
  void follow(Set<Change> changes) {
    bindingChanged();
    if (changes.isEmpty()) {
      return;
    }
    if (binding.isAskedByThisThread()) {
      completeViews();
    } else if (changes.contains(Change.RUN_DOWN) || binding.views() != null) {
      if (VirtualThreads.isVirtual(Thread.currentThread())) {
        binding.registrar().threads.executeWithoutWaiting(this::doWhatIsDue);
        return;
      }
      binding.registrar().threads.execute(this::doWhatIsDue);
      if (changes.contains(Change.RUN_DOWN)) {
        binding.client.announceEndIfLast();
        binding.provider.announceEndIfLast();
      }
    }
  }

  /** Each of the three looks for itself whether it is due. */
  private void doWhatIsDue() {
    completeViews();
    goneIfDeclined();
    cleanUpIfRunDown();
  }

  /** Something about the binding has changed: a hold that waits for either side looks again. */
  private void bindingChanged() {
    binding.client.bindingChanged();
    binding.provider.bindingChanged();
  }

  /** A view that is made later than this look is complete from the start. */
  private void completeViews() {
    PeerViews views = binding.views();
    if (views != null) {
      views.completeThoseDue();
    }
  }

  // ---- the end ----

  /** The end of a declined pair, if the client's callback and the last call have returned (R7). */
  void goneIfDeclined() {
    if (binding.endDeclined()) {
      gone();
    }
  }

  /** If all has run down: the client's cleanup, then the provider's (R15), and the end. */
  void cleanUpIfRunDown() {
    if (binding.toCleaning()) {
      cleanUp();
    }
  }

  /** The cleanups that are still to be called, and the end. By the asker. */
  private void cleanUp() {
    Thread self = Thread.currentThread();
    Handshake mine = binding.underWay();
    try {
      tellDetaching();
      cleanUp(Side.CLIENT);
      cleanUp(Side.PROVIDER);
      if (binding.endCleaning()) {
        gone();
      }
    } catch (Throwable failed) { // as in ask
      if (mine != null) {
        mine.lostAsker = self;
      }
      throw failed;
    }
  }

  private void cleanUp(Side side) {
    if (!binding.begin(side, Reason.CLEANING_UP)) {
      return;
    }
    BindingContext<?> context = binding.toCleanUp(side);
    if (context != null) {
      try {
        context.cleanup();
      } catch (Throwable thrown) {
        failed(side, "cleanup", thrown);
      }
    }
  }

  /** The binding is gone: tells the journal and the threads that wait for either side. Once. */
  private void gone() {
    try {
      if (binding.wasBound()) {
        journal().detached(binding.handle(), binding.detachingFor());
      } else {
        journal().changed();
      }
    } finally { // this comes once; what follows is also done by a sweep
      // It is off both lists before anyone hears of it, who may wait for either.
      binding.client.registration.table.unlink(binding);
    }
    Runnable tellClients = binding.client.finishIfEmpty();
    Runnable tellProviders = binding.provider.finishIfEmpty();
    tellClients.run();
    tellProviders.run();
    if (binding.views() != null) {
      binding.registrar().threads.execute(this::completeViews);
    }
  }

  // ---- abandon ----

  /**
   * Gives up the wait for the binding: the sides that deregister leave at once, and the side that
   * stays is cleaned up when what is still running has ended (H5). Does nothing if no side
   * deregisters. On an operator's thread, or that of a hold whose deadline has passed.
   */
  void abandon() {
    List<Blocker> leftBehind = binding.blockers();
    Abandoned abandoned = binding.toAbandoned();
    if (abandoned == null) {
      return;
    }
    if (abandoned.isUnsettled()) {
      Barrier.pass(); // the thread that asks the side that stays adopts
    }
    journal().abandoned(binding.handle(), leftBehind);
    List<Runnable> tell =
        abandoned.leaving().stream().map(side -> side.leaveBehind(binding, leftBehind)).toList();
    tell.forEach(Runnable::run);
    binding.registrar().threads.execute(afterAbandon(abandoned));
    follow(abandoned.changes());
  }

  private Runnable afterAbandon(Abandoned abandoned) {
    if (abandoned.before() == BindingState.ATTACHED) {
      return this::askAndCleanUp;
    }
    return abandoned.isToGoOn()
        ? () -> goOn(abandoned.before())
        : this::cleanUpIfRunDown; // it may have run down before
  }

  /** Goes on with the callbacks where their thread does not, from that state. */
  private void goOn(BindingState state) {
    if (state != BindingState.CLEANING) {
      askAndCleanUp();
    } else if (binding.takeOverCleaning()) {
      cleanUp();
    }
  }

  // ---- lost threads ----

  /**
   * Does what a thread could not do or say for want of stack or memory; where nothing was lost it
   * changes nothing. Whoever waits for the binding calls this now and then.
   */
  void sweep() {
    if (binding.isAskerLost()) {
      binding.registrar().threads.execute(this::goOnForLostAsker);
    }
    Set<Change> changes = binding.sweep();
    if (!changes.isEmpty() || binding.hasRunDown() || binding.views() != null) {
      bindingChanged();
      binding.registrar().threads.execute(this::doWhatIsDue);
    }
  }

  private void goOnForLostAsker() {
    Lost lost = binding.takeRoleOfLostAsker();
    if (lost == null) {
      return;
    }
    if (lost.isDone() != null) {
      detachComplete(lost.isDone());
    }
    goOn(lost.state());
  }
}
