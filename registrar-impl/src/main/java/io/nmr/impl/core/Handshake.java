package io.nmr.impl.core;

import io.nmr.Blocker;
import io.nmr.DetachCause;
import io.nmr.Side;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The attach or detach handshake that is under way at one binding: which callback is running, which
 * thread is the asker (see {@link CoreBinding}), and what the detach has done so far. A bound pair
 * has none, unless somebody has asked for {@code peerDetached()}.
 *
 * <p>Guarded by the binding's lock. Volatile fields are written under it, or by the asker where
 * that is said, and read without.
 */
final class Handshake {
  private static final long NOT_BEGUN = 0;

  /**
   * A callback of a module that is running.
   *
   * @param thread the thread that runs it
   * @param side the side that it belongs to
   * @param reason which callback it is, in the words of a blocker
   */
  record RunningCallback(Thread thread, Side side, Blocker.Reason reason) {
    /** That callback, run by this thread. */
    static RunningCallback here(Side side, Blocker.Reason reason) {
      return new RunningCallback(Thread.currentThread(), side, reason);
    }
  }

  /** The callback that is running. */
  @Nullable RunningCallback callback;

  /**
   * The thread that runs the detach callbacks, until both have returned, and later the cleanups.
   */
  volatile @Nullable Thread asker;

  /**
   * An asker that has failed for want of memory and still has the role. It writes this itself: it
   * may have no room to call a method.
   */
  volatile @Nullable Thread lostAsker;

  /** How far the detach callback is that is running. The asker writes this itself, likewise. */
  volatile Step step = Step.TO_BE_CALLED;

  /** How far a detach callback is. */
  enum Step {
    TO_BE_CALLED,
    /** It has been called. If the asker fails now, the side is done. */
    CALLED,
    /** Its stage is followed, and says when the side is done. */
    FOLLOWED
  }

  /** Made when a side first asks for its view. */
  volatile @Nullable PeerViews views;

  /** Why the pair is taken apart. */
  volatile @Nullable DetachCause cause;

  private long detachingSince = NOT_BEGUN; // System.nanoTime, but never 0
  private boolean isDetachingTold;
  private byte left;
  private byte asked;

  private static byte bit(Side side) {
    return (byte) (side == Side.CLIENT ? 1 : 2);
  }

  // ---- the detach as a whole ----

  /** The pair is taken apart for that cause; an abandon replaces an earlier cause. */
  void beginDetach(DetachCause why) {
    cause = why;
    if (detachingSince == NOT_BEGUN) {
      detachingSince = System.nanoTime() | 1;
    }
  }

  /** How long it has been taken apart; that must have begun. */
  Duration detachingFor() {
    return Duration.ofNanos(System.nanoTime() - detachingSince);
  }

  /** Whether the journal has to be told that it is taken apart: true once. */
  boolean tellDetaching() {
    boolean isFirst = !isDetachingTold;
    isDetachingTold = true;
    return isFirst;
  }

  // ---- the sides ----

  /** Whether that side has left by abandon: no callback of it is called any more. */
  boolean hasLeft(Side side) {
    return (left & bit(side)) != 0;
  }

  void leave(Side side) {
    left |= bit(side);
  }

  /** Whether that side's detach callback has returned, or was left out. */
  boolean isAsked(Side side) {
    return (asked & bit(side)) != 0;
  }

  // ---- the asker ----

  /** Makes this thread the asker. */
  void becomeAsker() {
    lostAsker = null;
    asker = Thread.currentThread(); // last: from here on it may note that it is lost
  }

  /** The last callback has returned, and nobody is the asker any more. */
  void endAsker() {
    returned();
    asker = null;
  }

  /** The callback that was running, if one was, has returned. */
  void returned() {
    if (callback != null && callback.reason() == Blocker.Reason.DETACHING) {
      asked |= bit(callback.side());
    }
    callback = null;
  }

  /**
   * Takes the role from an asker that is in a callback of a side that leaves, or in code that
   * depends on that side's view: from now on nobody waits for that thread, which may never come
   * back. Its guards are closed, so it does nothing to the other side any more.
   *
   * @return whether there was such an asker
   */
  boolean letGoOfAskerIn(List<BindingSide> leaving) {
    boolean isStuck = asker != null && running().anyMatch(each -> isAskerIn(each, leaving));
    if (isStuck) {
      endAsker();
    }
    return isStuck;
  }

  /** The modules' code that runs: a callback, or code that depends on a side's view. */
  private Stream<RunningCallback> running() {
    return Stream.concat(
        Stream.ofNullable(callback), Stream.ofNullable(views == null ? null : views.running()));
  }

  private boolean isAskerIn(RunningCallback running, List<BindingSide> leaving) {
    return running.thread() == asker
        && leaving.stream().anyMatch(each -> each.side() == running.side());
  }

  /**
   * Takes the role from an asker that has failed: its callback counts as returned, or as never
   * called.
   *
   * @return the side that is done by that, if one is
   */
  @Nullable Side takeFromLostAsker() {
    asker = null;
    lostAsker = null;
    RunningCallback running = callback;
    if (running == null
        || running.reason() != Blocker.Reason.DETACHING
        || step == Step.TO_BE_CALLED) {
      callback = null;
      return null;
    }
    returned();
    return step == Step.CALLED ? running.side() : null;
  }
}
