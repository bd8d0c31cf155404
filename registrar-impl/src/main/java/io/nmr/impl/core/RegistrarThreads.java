package io.nmr.impl.core;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The registrar's own threads: detach callbacks of a hold and of late deregistrations, and cleanups
 * that nobody else may run. One thread for each task that is running, for a callback may block and
 * may itself wait for another task; an idle one ends soon, so that nothing that a callback left in
 * its thread-locals stays.
 */
final class RegistrarThreads extends ThreadPoolExecutor {
  private static final int IDLE_SECONDS = 1;

  RegistrarThreads() {
    super(
        0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory());
  }

  private static ThreadFactory factory() {
    AtomicLong count = new AtomicLong();
    return task ->
        inOwnContext(
            () -> {
              Thread thread =
                  new Thread(null, task, "nmr-registrar-" + count.incrementAndGet(), 0, false);
              thread.setDaemon(true);
              thread.setContextClassLoader(null);
              return thread;
            });
  }

  /**
   * A new thread keeps the access-control context of its maker, and with it the loaders of all that
   * is on the maker's stack, modules included (R22); so that context is cut here. JDK 24 and later
   * keep none.
   */
  @SuppressWarnings("removal")
  private static Thread inOwnContext(PrivilegedAction<Thread> making) {
    return AccessController.doPrivileged(making);
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
    Thread.currentThread().setContextClassLoader(null);
  }

  /**
   * Ends the threads that are idle, and each other one when it becomes so. Tasks are taken all the
   * same: what was abandoned may end late.
   */
  void retire() {
    setKeepAliveTime(0, TimeUnit.NANOSECONDS);
  }
}
