package io.nmr.benchmark.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.StampedLock;

/** Each call holds a read stamp, until its stage completes; whoever closes takes the write lock. */
final class StampedLockWork implements Work {
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
    return Stages.afterwards(target, answer, () -> lock.unlockRead(stamp));
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
