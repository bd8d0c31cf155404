package io.nmr.impl.guard;

import io.nmr.Side;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Makes each kind of guarded call once before a module makes any. Otherwise a call on a stack that
 * is nearly full might be the first to initialise a class of the guard or to link a call site, and
 * a class whose initialisation has failed stays broken as long as the JVM lives.
 */
public final class Rehearsal {
  private static final boolean IS_DONE = rehearse();

  private Rehearsal() {}

  /**
   * Returns when all has been rehearsed, which the first call in a JVM does.
   *
   * @return true
   */
  public static boolean isDone() {
    return IS_DONE;
  }

  private static boolean rehearse() {
    RunDown pair =
        new RunDown() {
          @Override
          protected void left(Set<Change> changes) {}

          @Override
          protected RuntimeException refused(Side caller) {
            return new IllegalStateException("refused, as it is to be");
          }
        };
    pair.open();
    SideGuard guard = new SideGuard(pair, Side.CLIENT);
    guard.enter().leave();
    CompletableFuture<String> later = new CompletableFuture<>();
    Runnable dispatch =
        (Runnable)
            new GuardMaker(Runnable.class).guard(pair, Side.CLIENT, (Runnable) Rehearsal::nothing);
    callAll(guard, dispatch, later); // marked
    guard.run(
        () -> {
          pair.drain();
          Barrier.pass();
          pair.adopt();
          return "";
        });
    callAll(guard, dispatch, later); // counted
    pair.done(Side.CLIENT);
    pair.done(Side.PROVIDER);
    later.complete("");
    pair.sweep();
    try {
      dispatch.run();
      return false;
    } catch (IllegalStateException refused) {
      return true;
    }
  }

  private static void nothing() {}

  private static void callAll(SideGuard guard, Runnable dispatch, CompletableFuture<String> later) {
    dispatch.run();
    guard.enter().leave();
    CompletableFuture<String> unused =
        guard.<Runnable, CompletableFuture<String>, RuntimeException>run(
            dispatch,
            inCall -> {
              inCall.run();
              return later;
            });
    try {
      guard.run(
          () -> {
            throw new IllegalStateException("thrown, as it is to be");
          });
    } catch (IllegalStateException thrown) {
      return;
    }
  }
}
