package io.nmr.impl.core;

import io.nmr.BindingContext;
import io.nmr.Blocker.Reason;
import io.nmr.impl.guard.ThreadsInside;
import io.nmr.impl.journal.Thrown;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The detach handshake of one binding, the counterpart of {@link Attaching}: calls the sides'
 * detach and cleanup callbacks, the client's first. Whatever these do, the protocol goes on (R20).
 * A side that has left by abandon is passed over.
 */
final class Detaching {
  private final CoreBinding binding;

  Detaching(CoreBinding binding) {
    this.binding = binding;
  }

  void askAndCleanUp() {
    ask(ThreadsInside.now());
    new Ending(binding).cleanUpIfRunDown();
  }

  /**
   * Calls the client's detach and then the provider's, and waits for neither's stage (R12). On
   * whatever thread has taken that on; it has to see to the cleanup afterwards. Where another
   * thread is stuck in the detach of a side that has left by abandon, goes on from there.
   *
   * @param seen which threads are inside, as seen since the barrier was passed
   */
  void ask(ThreadsInside seen) {
    Thread self = Thread.currentThread();
    if (!binding.beginAsk()) {
      return;
    }
    Handshake mine = binding.handshake;
    try {
      askBoth(seen);
    } catch (Throwable failed) { // no memory: a write is all that is sure to be possible
      if (mine != null) {
        mine.lostAsker = self;
      }
      throw failed;
    }
  }

  private void askBoth(ThreadsInside seen) {
    tellDetaching();
    new Ending(binding).follow(binding.adopt(seen));
    ask(binding.client);
    ask(binding.provider);
    if (binding.endAsk()) {
      new Ending(binding).poke(); // this thread is inside no more
    }
  }

  /** Where nobody has yet: a pair whose sides have both left is cleaned up without being asked. */
  private void tellDetaching() {
    if (binding.isDetachingToBeTold()) {
      binding.registrar().journal.detaching(binding.handle());
    }
  }

  private void ask(Half half) {
    if (!binding.begin(half, Reason.DETACHING)) {
      return;
    }
    BindingContext<?> context = binding.toDetach(half);
    if (context == null) {
      binding.detachComplete(half.side());
    } else {
      detach(half, context);
    }
  }

  private void detach(Half half, BindingContext<?> context) {
    AtomicBoolean isFirst = new AtomicBoolean(true); // a stage may misbehave and complete twice
    Runnable done =
        () -> {
          if (isFirst.getAndSet(false)) {
            binding.detachComplete(half.side());
          }
        };
    Handshake mine = binding.handshake;
    try {
      if (mine != null) {
        mine.step = Handshake.Step.CALLED;
      }
      CompletionStage<?> stage = context.detach();
      if (stage == null) {
        throw new NullPointerException("detach() returned null; return a completed stage");
      }
      stage.whenComplete(
          (value, thrown) -> {
            done.run();
            if (thrown != null) {
              failed(half, "detach stage", thrown);
            }
          });
      if (mine != null) {
        mine.step = Handshake.Step.FOLLOWED;
      }
    } catch (Throwable thrown) {
      done.run();
      failed(half, "detach", thrown);
    }
  }

  /**
   * Calls the client's cleanup and then the provider's (R15).
   *
   * @return whether all of that is done, and not for another thread to go on with
   */
  boolean cleanUp() {
    tellDetaching();
    cleanUp(binding.client);
    cleanUp(binding.provider);
    return binding.endAsk();
  }

  private void cleanUp(Half half) {
    if (!binding.begin(half, Reason.CLEANING_UP)) {
      return;
    }
    BindingContext<?> context = binding.toCleanUp(half);
    if (context != null) {
      try {
        context.cleanup();
      } catch (Throwable thrown) {
        failed(half, "cleanup", thrown);
      }
    }
  }

  private void failed(Half half, String callback, Throwable thrown) {
    binding
        .registrar()
        .journal
        .callbackFailed(
            binding.handle(), half.registration.registrant(), callback, Thrown.of(thrown));
  }
}
