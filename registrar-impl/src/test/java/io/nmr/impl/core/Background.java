package io.nmr.impl.core;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Something done on a thread of its own. */
final class Background<T> {
  private final FutureTask<T> task;
  private final Thread thread;

  private Background(String name, Callable<T> work) {
    task = new FutureTask<>(work);
    thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  static <T> Background<T> start(String name, Callable<T> work) {
    return new Background<>(name, work);
  }

  /** Something to do that has no result. */
  interface Work {
    void run() throws Exception;
  }

  static Background<Void> run(String name, Work work) {
    return start(
        name,
        () -> {
          work.run();
          return null;
        });
  }

  /** On another thread, while this one waits, and no longer than a deadlock may take to show. */
  static <T> T elsewhere(Callable<T> work) {
    return start("elsewhere", work).get();
  }

  boolean isDone() {
    return task.isDone();
  }

  Thread thread() {
    return thread;
  }

  void interrupt() {
    thread.interrupt();
  }

  /** Waits until the thread waits itself: for good, if what it waits for is held. */
  Background<T> awaitBlocked() {
    Awaitility.await().until(this::isBlocked);
    return this;
  }

  /** The same, for what may let it through wrongly. */
  Background<T> awaitBlockedOrDone() {
    Awaitility.await().until(() -> isDone() || isBlocked());
    return this;
  }

  /** Waits until the thread is in that method and waits there, or has let it through wrongly. */
  Background<T> awaitBlockedIn(String method) {
    Awaitility.await().until(() -> isDone() || (isIn(method) && isBlocked() && isIn(method)));
    return this;
  }

  private boolean isIn(String method) {
    return Stream.of(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals(method));
  }

  private boolean isBlocked() {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }

  /** The result; what the work has thrown is thrown as it is. */
  T get() {
    try {
      return task.get(15, TimeUnit.SECONDS);
    } catch (ExecutionException thrown) {
      return sneak(thrown.getCause());
    } catch (InterruptedException | TimeoutException stuck) {
      AssertionError error = new AssertionError(thread.getName() + " does not end", stuck);
      Throwable where = new Throwable("it is here");
      where.setStackTrace(thread.getStackTrace());
      error.addSuppressed(where);
      throw error;
    }
  }

  @SuppressWarnings("unchecked")
  private static <R, X extends Throwable> R sneak(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
