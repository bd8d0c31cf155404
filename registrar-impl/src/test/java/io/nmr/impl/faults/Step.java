package io.nmr.impl.faults;

import io.nmr.faults.Watch;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Something done on a thread of its own; who waits for it waits no longer than the bound of {@link
 * Watch}, and then fails with a dump of all threads.
 */
final class Step {
  private final String name;
  private final CompletableFuture<Object> result = new CompletableFuture<>();

  private Step(String name) {
    this.name = name;
  }

  /** What has no result. */
  interface Body {
    void run() throws Exception;
  }

  static Step run(String name, Body body) {
    return start(
        name,
        () -> {
          body.run();
          return null;
        });
  }

  static Step start(String name, Callable<?> body) {
    Step step = new Step(name);
    Thread thread =
        new Thread(
            () -> {
              try {
                step.result.complete(body.call());
              } catch (Throwable thrown) {
                step.result.completeExceptionally(thrown);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return step;
  }

  boolean isDone() {
    return result.isDone();
  }

  Object join() {
    return join(Watch.BOUND_SECONDS);
  }

  /** Its result; what it has thrown is thrown as it is. */
  Object join(long seconds) {
    try {
      return result.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException thrown) {
      return Misdeed.sneak(thrown.getCause());
    } catch (TimeoutException late) {
      throw new AssertionError("'" + name + "' does not end" + Watch.dump());
    } catch (InterruptedException interrupt) {
      throw new AssertionError("interrupted amid '" + name + "'", interrupt);
    }
  }
}
