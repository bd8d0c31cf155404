package io.nmr.sample.gateway;

import io.nmr.http.RequestThreads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The server's threads, and the run-down of its requests. A request is read first, then answered,
 * on one thread. Any thread.
 *
 * <p>Draining lets every answer be finished, however long it takes. What is only being read may be
 * a request that is just arriving, or half of one whose sender has gone to sleep: it gets {@link
 * #READ_MILLIS} to become a request. And for {@link #SETTLE_MILLIS} after the listener was told to
 * close, what it accepted in its last moment may still come.
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

  /** A thread that inherits nothing from the one that makes it. */
  static Thread thread(Runnable work, String name) {
    Thread thread = new Thread(null, work, name, 0, false);
    thread.setContextClassLoader(null);
    thread.setDaemon(true);
    return thread;
  }

  /** Reads and answers one request: what the server calls. */
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

  /** Has no client cut off while the answer is looked for, which may take long. */
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

  /** Starts draining, once; returns at once what completes when the last answer is out. */
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

  /** Ends the threads; nothing runs on them any more but what was given up. */
  void close() throws InterruptedException {
    if (!threads.end(END)) {
      throw new IllegalStateException("a thread of the gateway does not end");
    }
  }
}
