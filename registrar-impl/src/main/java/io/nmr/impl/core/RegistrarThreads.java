package io.nmr.impl.core;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The registrar's own threads: detach callbacks of a hold and of late deregistrations, cleanups
 * that nobody else may run, and the dependents of its stages.
 *
 * <p>A new thread for each task: a callback may block, and may itself wait for another task; and
 * what a module has left in a thread's locals goes with the thread (R22). {@link #execute} never
 * throws: where no thread can be had now, the task is kept and tried again.
 */
final class RegistrarThreads implements Executor {
  private static final long RETRY_MILLIS = 100;

  private final AtomicLong count = new AtomicLong();
  private final Queue<Runnable> kept = new ConcurrentLinkedQueue<>();
  private final ThreadFactory factory;

  RegistrarThreads() {
    this.factory = this::newThread;
  }

  /** With other threads, for tests. */
  RegistrarThreads(ThreadFactory factory) {
    this.factory = factory;
  }

  @Override
  public void execute(Runnable task) {
    try {
      factory.newThread(() -> runThenKept(task)).start();
    } catch (Throwable noThread) { // OutOfMemoryError: unable to create native thread
      kept.add(task);
      retryLater();
    }
  }

  private void runThenKept(Runnable task) {
    for (Runnable next = task; next != null; next = kept.poll()) {
      next.run();
    }
  }

  private void retryLater() {
    try {
      CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS).execute(this::retry);
    } catch (Throwable stillNone) {
      // The next task that gets a thread runs what is kept.
    }
  }

  private void retry() {
    Runnable task = kept.poll();
    if (task != null) {
      execute(task);
    }
  }

  /**
   * A new thread keeps the access-control context of its maker, and with it the loaders of all that
   * is on the maker's stack, modules included (R22); so that context is cut here. JDK 24 and later
   * keep none. Nor is it in the maker's thread group, which a module may own and interrupt.
   */
  @SuppressWarnings({"removal", "ThreadPriorityCheck"}) // the maker's priority is inherited, too
  private Thread newThread(Runnable task) {
    return AccessController.doPrivileged(
        (PrivilegedAction<Thread>)
            () -> {
              Thread thread =
                  new Thread(
                      rootGroup(), task, "nmr-registrar-" + count.incrementAndGet(), 0, false);
              thread.setDaemon(true);
              thread.setPriority(Thread.NORM_PRIORITY);
              thread.setContextClassLoader(null);
              return thread;
            });
  }

  @SuppressWarnings("ThreadGroupUsage") // to be outside of everyone's
  private static ThreadGroup rootGroup() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group != null && group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }
}
