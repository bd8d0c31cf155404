package io.nmr.impl.core;

import io.nmr.BindingContext;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** Calls a module's detach and cleanup callbacks; whatever these do, the protocol goes on (R20). */
final class Callbacks {
  private final Journal journal;

  Callbacks(Journal journal) {
    this.journal = journal;
  }

  /**
   * Calls {@code detach()}.
   *
   * @param done run once, on whatever thread the stage completes on, when that side is through
   */
  void detach(Half half, BindingContext<?> context, Runnable done) {
    AtomicBoolean isDone = new AtomicBoolean();
    Runnable once =
        () -> {
          if (isDone.compareAndSet(false, true)) {
            done.run();
          }
        };
    try {
      CompletionStage<?> stage = context.detach();
      if (stage == null) {
        throw new NullPointerException("detach() returned null; return a completed stage");
      }
      stage.whenComplete(
          (value, thrown) -> {
            if (thrown != null) {
              journal.callbackFailed(half, "detach stage", thrown);
            }
            once.run();
          });
    } catch (Throwable thrown) {
      journal.callbackFailed(half, "detach", thrown);
      once.run();
    }
  }

  /** Calls {@code cleanup()}. */
  void cleanUp(Half half, BindingContext<?> context) {
    try {
      context.cleanup();
    } catch (Throwable thrown) {
      journal.callbackFailed(half, "cleanup", thrown);
    }
  }
}
