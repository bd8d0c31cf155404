package io.nmr.itest;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Something that runs on a thread of its own. */
public final class Doing {
  private static final int SECONDS = 20;

  private final CompletableFuture<Object> result = new CompletableFuture<>();
  private final Thread thread;

  private Doing(String name, Callable<?> body) {
    thread =
        new Thread(
            () -> {
              try {
                result.complete(body.call());
              } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Begins it. */
  public static Doing begin(String name, Callable<?> body) {
    return new Doing(name, body);
  }

  /** The same for what has no result. */
  public static Doing run(String name, Outside.Action body) {
    return begin(
        name,
        () -> {
          body.run();
          return null;
        });
  }

  /** The thread that does it. */
  public Thread thread() {
    return thread;
  }

  /** Whether it has ended. */
  public boolean isDone() {
    return result.isDone();
  }

  /** Waits for the end of it; fails if it threw. */
  public Object await() throws Exception {
    return result.get(SECONDS, TimeUnit.SECONDS);
  }
}
