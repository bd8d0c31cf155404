package io.nmr.impl.threads;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The registrar's own threads. They run the detach callbacks of a hold and of late deregistrations,
 * the cleanups that no other thread may run, and the dependents of its stages.
 *
 * <h2>The reserve</h2>
 *
 * At most one thread is <em>in reserve</em>: it has run nothing yet and waits. It goes to work on a
 * list that no thread attends to, and it watches the lists that other threads work on. Where a
 * thread is stuck in a callback (which may even wait for another task), the reserve takes over the
 * rest of the list, and a new thread becomes the reserve. So a slow callback delays no other one,
 * and prompt ones share a thread. A thread that has been at work ends, and what modules have left
 * in its locals goes with it (R22). Only a thread that has run nothing waits for more, while some
 * thread waits for a deregistration, and {@value #KEEP_MILLIS} ms longer: so the end of a last call
 * finds a thread that need not be started.
 *
 * <h2>Why nothing is forgotten</h2>
 *
 * A list is added to {@code watched} after something was put into it, under the monitor under which
 * the reserve looks. It is taken out only when it is empty, or when the reserve itself takes the
 * one thing that is left (see {@link SharedWork} for why that is enough). While there is a list,
 * there is a reserve, or a thread that has claimed to start it: a thread that adds a list, and a
 * reserve that goes to work, both see to it. {@link #execute} never throws: where no thread can be
 * started now, the start is tried again.
 *
 * <p>This monitor is held for moments only; the only monitor that is taken under it is that of a
 * {@link SharedWork}. The class is not final, because tests that control every interleaving have no
 * threads but their own.
 */
public class RegistrarThreads implements Executor {
  private static final long RETRY_MILLIS = 100;
  private static final long LOOK_MILLIS = 1;
  private static final long KEEP_MILLIS = 1000;
  private static final long ALERT_MILLIS = 20;

  private final ThreadFactory factory;
  private final AtomicLong count = new AtomicLong();
  private final SharedWork tasks = new SharedWork();

  /** The lists in which something is left that a thread must come for. */
  @GuardedBy("this")
  private final Set<SharedWork> watched = new LinkedHashSet<>();

  @GuardedBy("this")
  private boolean hasReserve;

  @GuardedBy("this")
  private long lastWatched = System.nanoTime();

  /**
   * Whether the reserve sleeps until it is woken, because nothing has come to watch for a while. As
   * long as new lists keep coming, the reserve looks by itself: to wake it for each would cost more
   * than the lists themselves do.
   */
  @GuardedBy("this")
  private boolean isReserveAsleep;

  /** How many threads wait for a deregistration. */
  @GuardedBy("this")
  private int waits;

  /** Threads that end with their work, made by the registrar itself. */
  public RegistrarThreads() {
    this.factory = this::newThread;
  }

  /** Threads that the factory makes, for tests. */
  public RegistrarThreads(ThreadFactory factory) {
    this.factory = factory;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    watch(tasks);
  }

  /**
   * Runs a task on a new thread. A virtual thread calls this method, because it must not wait for a
   * monitor: while it waits for its turn to go on, no other thread that waits for the monitor is
   * woken up. Where no thread can be started, the threads that wait for a deregistration find the
   * task by their sweep.
   */
  public void executeWithoutWaiting(Runnable task) {
    try {
      factory.newThread(task).start();
    } catch (Throwable noThread) {
      boolean unused = later(RETRY_MILLIS, () -> execute(task));
    }
  }

  /** Does all the work on this thread, and on other threads as far as this one gets stuck. */
  public void share(SharedWork work) {
    work.join();
    if (work.left() > 1) {
      watch(work);
    }
    work.run(() -> {});
  }

  /**
   * Notes that a thread begins to wait for a deregistration, so that the end of the wait finds a
   * thread ready.
   */
  public void beginWait() {
    boolean isToStart;
    synchronized (this) {
      waits++;
      isToStart = claimReserve();
    }
    startReserve(isToStart);
  }

  /** Notes that such a thread has ended its wait. */
  public synchronized void endWait() {
    waits--;
  }

  private void watch(SharedWork work) {
    boolean isToStart;
    synchronized (this) {
      watched.add(work);
      lastWatched = System.nanoTime();
      isToStart = claimReserve();
      if (isReserveAsleep || work.isUnattended()) { // else it looks by itself within a millisecond
        notifyAll();
      }
    }
    startReserve(isToStart);
  }

  /** Claims the place of the reserve if it is free; the caller then has to start the reserve. */
  @GuardedBy("this")
  private boolean claimReserve() {
    boolean isMine = !hasReserve;
    hasReserve = true;
    return isMine;
  }

  /**
   * Starts the reserve if the caller has claimed it. Must not be called under the monitor: before
   * JDK 19, a new thread asks the thread that makes it for its context class loader, and a module's
   * own thread class may do anything at that moment (R23).
   */
  private void startReserve(boolean isClaimed) {
    if (!isClaimed) {
      return;
    }
    try {
      factory.newThread(this::runAsReserve).start();
    } catch (Throwable noThread) { // OutOfMemoryError: unable to create native thread
      synchronized (this) {
        hasReserve = false;
      }
      retryLater();
    }
  }

  private void runAsReserve() {
    SharedWork work = awaitWork();
    if (work != null) {
      work.run(RegistrarThreads::forget);
      // Whoever waited for that wakes up now; to start a thread at once would be in its way, and
      // mostly for a wait that is over.
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
      startSuccessor();
    }
  }

  /** Starts another reserve, if one is still of use, when this thread has been at work and ends. */
  private void startSuccessor() {
    boolean isToStart;
    synchronized (this) {
      isToStart = (waits > 0 || !watched.isEmpty()) && claimReserve();
    }
    startReserve(isToStart);
  }

  /**
   * Waits in reserve for work, which the thread has joined when this method returns; null after too
   * long a wait.
   */
  private @Nullable SharedWork awaitWork() {
    boolean isToStart = false;
    try {
      synchronized (this) {
        try {
          return awaitWorkInReserve();
        } finally {
          hasReserve = false;
          isToStart = !watched.isEmpty() && claimReserve();
        }
      }
    } finally {
      startReserve(isToStart);
    }
  }

  @GuardedBy("this")
  private @Nullable SharedWork awaitWorkInReserve() {
    long looked = System.nanoTime();
    while (true) {
      long since = millisSince(looked);
      boolean isLook = since >= LOOK_MILLIS && !watched.isEmpty();
      boolean isAlert = !watched.isEmpty() || millisSince(lastWatched) < ALERT_MILLIS;
      SharedWork work = next(isLook);
      if (work != null) {
        return work;
      }
      if (isLook) {
        looked = System.nanoTime();
      }
      if (watched.isEmpty() && waits == 0 && since >= KEEP_MILLIS) {
        return null;
      }
      isReserveAsleep = !isAlert;
      awaitChange(isAlert ? LOOK_MILLIS : KEEP_MILLIS);
      isReserveAsleep = false;
    }
  }

  private static long millisSince(long nanoTime) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanoTime);
  }

  /** The first list that needs one more thread. */
  @GuardedBy("this")
  private @Nullable SharedWork next(boolean isLook) {
    for (Iterator<SharedWork> each = watched.iterator(); each.hasNext(); ) {
      SharedWork work = each.next();
      boolean isMine = work.isUnattended() || (isLook && work.isStuck());
      if (isMine) {
        work.join();
      }
      if (work.left() <= (isMine ? 1 : 0)) {
        each.remove();
      }
      if (isMine) {
        return work;
      }
    }
    return null;
  }

  @GuardedBy("this")
  private void awaitChange(long millis) {
    try {
      TimeUnit.MILLISECONDS.timedWait(this, millis);
    } catch (InterruptedException nobodysBusiness) {
      // The reserve looks around, as it does after any other awakening.
    }
  }

  /**
   * Clears the changes that a callback has made to its thread, so that the next callback does not
   * see them.
   */
  private static void forget() {
    boolean unused = Thread.interrupted();
    Thread.currentThread().setContextClassLoader(null);
  }

  private void retryLater() {
    boolean unused =
        later(RETRY_MILLIS, this::startSuccessor); // else whoever next has something to do
  }

  /**
   * Runs that after so long on the JDK's thread for delays, which others use, too: something brief
   * that runs no module's code. That thread is made by its first user, and must keep nothing of
   * that one. That user may be a thread of a module's own class, with a context class loader of its
   * own making: what goes wrong at that is as if there were no thread. (JDK 17 asks such a thread
   * for its loader even to make another thread.)
   *
   * @return false if nothing can be done later, for want of memory or threads
   */
  public boolean later(long millis, Runnable brief) {
    Thread self = Thread.currentThread();
    try {
      ClassLoader loader = self.getContextClassLoader();
      try {
        self.setContextClassLoader(null);
        privileged(
            () -> {
              CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run)
                  .execute(brief);
              return this;
            });
        return true;
      } finally {
        self.setContextClassLoader(loader);
      }
    } catch (Throwable none) {
      return false;
    }
  }

  /**
   * Makes a thread that keeps nothing of its maker. A new thread keeps the access-control context
   * of its maker, and with it the loaders of all classes on the maker's stack, modules included
   * (R22); so that context is cut here. JDK 24 and later keep none. Nor is the thread in the
   * maker's thread group, which a module may own and interrupt.
   */
  @SuppressWarnings("ThreadPriorityCheck") // the maker's priority is inherited, too
  private Thread newThread(Runnable task) {
    return privileged(
        () -> {
          Thread thread =
              new Thread(rootGroup(), task, "nmr-registrar-" + count.incrementAndGet(), 0, false);
          thread.setDaemon(true);
          thread.setPriority(Thread.NORM_PRIORITY);
          thread.setContextClassLoader(null);
          return thread;
        });
  }

  @SuppressWarnings("removal")
  private static <T> T privileged(PrivilegedAction<T> action) {
    return AccessController.doPrivileged(action);
  }

  @SuppressWarnings("ThreadGroupUsage") // the new thread must be outside of every module's group
  private static ThreadGroup rootGroup() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group != null && group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }
}
