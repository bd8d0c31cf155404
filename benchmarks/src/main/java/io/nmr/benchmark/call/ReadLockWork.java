package io.nmr.benchmark.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Each call holds the read lock; whoever closes takes the write lock. */
final class ReadLockWork implements Work {
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
