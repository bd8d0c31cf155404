package io.nmr.sample.gateway;

import io.nmr.http.RequestThreads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The server's threads, and the run-down of its requests. Each request is read and then answered on
 * one thread. Any thread.
 *
 * <p>Draining lets every answer be finished, however long it takes. A request that is still being
 * read has {@link #READ_MILLIS} to arrive, because its sender may never send the rest. For {@link
 * #SETTLE_MILLIS} after the listener was told to close, connections that it accepted at the last
 * moment may still come.
 */
final class Requests implements Executor {
  private static final long SETTLE_MILLIS = 100;
  private static final long READ_MILLIS = 2000;
  private static final Duration END = Duration.ofSeconds(5);

  private final RequestThreads threads = new RequestThreads("nmr-sample-gateway");
  private final CompletableFuture<Void> drained = new CompletableFuture<>();

  // Guarded by this object's monitor; nothing foreign is called while it is held.
  private int reading;
  private int answering;
  private boolean isDraining;
  private boolean isSettled;
  private boolean isReadingOver;

  /** Makes a thread that inherits nothing from the thread that makes it. */
  static Thread thread(Runnable work, String name) {
    Thread thread = new Thread(null, work, name, 0, false);
    thread.setContextClassLoader(null);
    thread.setDaemon(true);
    return thread;
  }

  /** Reads and answers one request; the server calls this method for each. */
  @Override
  public void execute(Runnable request) {
    count(1, 0);
    boolean isAccepted = false;
    try {
      threads.execute(
          () -> {
            try {
              request.run();
            } finally {
              count(-1, 0);
            }
          });
      isAccepted = true;
    } finally {
      if (!isAccepted) {
        count(-1, 0);
      }
    }
  }

  /** Marks the request on this thread as read, for as long as it is being answered. */
  void answer(Runnable work) {
    count(-1, 1);
    try {
      work.run();
    } finally {
      count(1, -1);
    }
  }

  /** Finds an answer, which may take long, without cutting the HTTP client off meanwhile. */
  Answer find(Supplier<Answer> answer) {
    return threads.work(answer);
  }

  private void count(int read, int answered) {
    boolean isDrained;
    synchronized (this) {
      reading += read;
      answering += answered;
      isDrained = isDrained();
    }
    if (isDrained) {
      drained.complete(null);
    }
  }

  private boolean isDrained() {
    return isDraining && isSettled && answering == 0 && (reading == 0 || isReadingOver);
  }

  synchronized boolean isDraining() {
    return isDraining;
  }

  /** Starts draining; returns at once a stage that completes when the last answer is sent. */
  CompletionStage<Void> drain() {
    synchronized (this) {
      if (isDraining) {
        return drained;
      }
      isDraining = true;
    }
    later(SETTLE_MILLIS, () -> isSettled = true);
    later(READ_MILLIS, () -> isReadingOver = true);
    return drained;
  }

  private void later(long millis, Runnable change) {
    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              synchronized (this) {
                change.run();
              }
              count(0, 0);
            });
  }

  /** Ends the threads, on which only requests still run that were given up. */
  void close() throws InterruptedException {
    if (!threads.end(END)) {
      throw new IllegalStateException("a thread of the gateway does not end");
    }
  }
}
