package io.nmr.benchmark.call;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** The usual ways to protect a call outside OSGi, which the registrar's guard is compared with. */
final class Rivals {
  private Rivals() {}

  /** A {@code java.lang.reflect.Proxy} that only forwards; it protects nothing. */
  static final class ForwardingProxy {
    private ForwardingProxy() {}

    static Work around(Target target) {
      return (Work)
          Proxy.newProxyInstance(
              Work.class.getClassLoader(),
              new Class<?>[] {Work.class},
              (proxy, method, arguments) -> {
                try {
                  return method.invoke(target, arguments);
                } catch (InvocationTargetException thrown) {
                  throw thrown.getCause();
                }
              });
    }
  }

  /**
   * The usual run-down reference, as Windows' {@code EX_RUNDOWN_REF} has it: one word, the lowest
   * bit says that it is closing, the others count the calls; entered and left by compare and swap.
   */
  static final class RunDownReference implements Work {
    private static final long CLOSING = 1;
    private static final long ONE_CALL = 2;

    private final AtomicLong word = new AtomicLong();
    private final Work target;

    RunDownReference(Work target) {
      this.target = target;
    }

    private void enter() {
      long seen;
      do {
        seen = word.get();
        if ((seen & CLOSING) != 0) {
          throw new IllegalStateException("closed");
        }
      } while (!word.compareAndSet(seen, seen + ONE_CALL));
    }

    private void leave() {
      long seen;
      do {
        seen = word.get();
      } while (!word.compareAndSet(seen, seen - ONE_CALL));
    }

    @Override
    public int sync(int value) {
      enter();
      try {
        return target.sync(value);
      } finally {
        leave();
      }
    }

    @Override
    public int nested(int value) {
      enter();
      try {
        return target.nested(value);
      } finally {
        leave();
      }
    }

    @Override
    public CompletionStage<Integer> async(CompletableFuture<Integer> answer) {
      enter();
      return afterwards(target, answer, this::leave);
    }

    /** Refuses new calls and waits for those in progress. */
    void close() {
      word.getAndUpdate(seen -> seen | CLOSING);
      while (word.get() != CLOSING) {
        Thread.onSpinWait();
      }
    }
  }

  /**
   * Each call holds a read stamp, until its stage completes; the closing thread takes the write
   * lock.
   */
  static final class StampedLockWork implements Work {
    private final StampedLock lock = new StampedLock();
    private final Work target;
    private boolean isClosed; // guarded by the lock

    StampedLockWork(Work target) {
      this.target = target;
    }

    private long enter() {
      long stamp = lock.readLock();
      if (isClosed) {
        lock.unlockRead(stamp);
        throw new IllegalStateException("closed");
      }
      return stamp;
    }

    @Override
    public int sync(int value) {
      long stamp = enter();
      try {
        return target.sync(value);
      } finally {
        lock.unlockRead(stamp);
      }
    }

    @Override
    public int nested(int value) {
      long stamp = enter();
      try {
        return target.nested(value);
      } finally {
        lock.unlockRead(stamp);
      }
    }

    @Override
    public CompletionStage<Integer> async(CompletableFuture<Integer> answer) {
      long stamp = enter();
      return afterwards(target, answer, () -> lock.unlockRead(stamp));
    }

    /** Waits for the calls in progress and refuses new ones. */
    void close() {
      long stamp = lock.writeLock();
      try {
        isClosed = true;
      } finally {
        lock.unlockWrite(stamp);
      }
    }
  }

  /** Each call holds the read lock; the closing thread takes the write lock. */
  static final class ReadLockWork implements Work {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Work target;
    private boolean isClosed; // guarded by the lock

    ReadLockWork(Work target) {
      this.target = target;
    }

    private void enter() {
      lock.readLock().lock();
      if (isClosed) {
        lock.readLock().unlock();
        throw new IllegalStateException("closed");
      }
    }

    @Override
    public int sync(int value) {
      enter();
      try {
        return target.sync(value);
      } finally {
        lock.readLock().unlock();
      }
    }

    @Override
    public int nested(int value) {
      enter();
      try {
        return target.nested(value);
      } finally {
        lock.readLock().unlock();
      }
    }

    @Override
    public CompletionStage<Integer> async(CompletableFuture<Integer> answer) {
      throw new UnsupportedOperationException("another thread cannot release a read lock");
    }

    /** Waits for the calls in progress and refuses new ones. */
    void close() {
      lock.writeLock().lock();
      try {
        isClosed = true;
      } finally {
        lock.writeLock().unlock();
      }
    }
  }

  /**
   * Calls asynchronously, and leaves when the stage completes; at once if it is complete already.
   */
  static CompletionStage<Integer> afterwards(
      Work target, CompletableFuture<Integer> answer, Runnable leave) {
    CompletionStage<Integer> stage;
    try {
      stage = target.async(answer);
    } catch (Throwable thrown) {
      leave.run();
      throw thrown;
    }
    if (stage instanceof CompletableFuture<Integer> future && future.isDone()) {
      leave.run();
      return stage;
    }
    return stage.whenComplete((value, thrown) -> leave.run());
  }
}
