package io.nmr.impl.core;

import io.nmr.Blocker;
import io.nmr.DetachCause;
import io.nmr.Side;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is under way at a binding while it attaches or detaches; a pair that is bound keeps none of
 * this, unless a side has asked when the other can call no more. Guarded by the binding's lock.
 */
final class Handshake {
  private static final long NOT_BEGUN = 0;

  /** The callback that is running. */
  @Nullable Callback callback;

  /**
   * Who runs the detach callbacks, until both have returned, and later the cleanups. Written under
   * the lock.
   */
  volatile @Nullable Thread asker;

  /**
   * An asker that has failed, for want of memory, and keeps the role. It writes this itself, where
   * it may have no room to call a method.
   */
  volatile @Nullable Thread lostAsker;

  /** How far the asker is with the detach callback that is running. Written by it, likewise. */
  volatile Step step = Step.TO_BE_CALLED;

  /** How far a detach callback is. */
  enum Step {
    TO_BE_CALLED,
    /** It has been called; what it throws, and that its stage cannot be followed, make it done. */
    CALLED,
    /** Its stage says when it is done. */
    FOLLOWED
  }

  /** Made when first asked for. Written under the lock. */
  volatile @Nullable PeerViews views;

  /** Written under the lock, read without. */
  volatile @Nullable DetachCause cause;

  private long detachingSince = NOT_BEGUN; // System.nanoTime, but never 0
  private boolean isDetachingTold;
  private byte left;
  private byte asked;

  private static byte bit(Side side) {
    return (byte) (side == Side.CLIENT ? 1 : 2);
  }

  /** What code of the modules runs: a callback, or what depends on a side's view. */
  Stream<Callback> running() {
    return Stream.concat(
        Stream.ofNullable(callback), Stream.ofNullable(views == null ? null : views.teller()));
  }

  /** It is taken apart, or goes on to be for another cause. */
  void beginDetach(DetachCause why) {
    cause = why;
    if (detachingSince == NOT_BEGUN) {
      detachingSince = System.nanoTime() | 1;
    }
  }

  /** Whether that is to be told; true once. */
  boolean tellDetaching() {
    boolean isFirst = !isDetachingTold;
    isDetachingTold = true;
    return isFirst;
  }

  /** Since that has begun, which it has. */
  Duration detachingFor() {
    return Duration.ofNanos(System.nanoTime() - detachingSince);
  }

  /** That side has left by abandon: no callback of it runs again. */
  boolean hasLeft(Side side) {
    return (left & bit(side)) != 0;
  }

  void leave(Side side) {
    left |= bit(side);
  }

  /** That side's detach callback has been called and has returned, or was left out. */
  boolean isAsked(Side side) {
    return (asked & bit(side)) != 0;
  }

  /**
   * The asker has failed: its callback is as if it had returned, or was never called.
   *
   * @return the side that is done by that, if one is
   */
  @Nullable Side takeFromLostAsker() {
    asker = null;
    lostAsker = null;
    Callback running = callback;
    if (running == null
        || running.reason() != Blocker.Reason.DETACHING
        || step == Step.TO_BE_CALLED) {
      callback = null;
      return null;
    }
    returned();
    return step == Step.CALLED ? running.side() : null;
  }

  /** The callback that was running, if one was, has returned. */
  void returned() {
    if (callback != null && callback.reason() == Blocker.Reason.DETACHING) {
      asked |= bit(callback.side());
    }
    callback = null;
  }
}
