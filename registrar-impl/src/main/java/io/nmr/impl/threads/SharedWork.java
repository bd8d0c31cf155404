package io.nmr.impl.threads;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A list of things to do, in order, that several threads share: each thread takes the first thing
 * that is left, does it and comes for the next. A thing that is done may add more at the end.
 *
 * <p>The things are callbacks of modules, any of which may block. A thread that is stuck in one
 * holds up only that one: {@link RegistrarThreads} watches a list in which something is left, and
 * sends another thread when no thread has come for the next thing for a while. An empty list needs
 * no watch: a thread that does one of its things adds to the list only as the last step before it
 * comes again, so there are never more things left than threads that come. Any other thread that
 * adds to the list has it watched anew.
 *
 * <p>This monitor is a leaf of the lock order, and nothing is done while it is held.
 */
public final class SharedWork {
  /**
   * A callback that only lets go of something is back after microseconds. One that has not come
   * back after four looks, each a millisecond or more after the one before, waits for something.
   * Looks are counted rather than time, so that a pause of the whole JVM, which also stops the
   * watch, is not taken for a callback that blocks.
   */
  private static final int PATIENCE = 4;

  @GuardedBy("this")
  private final Queue<Runnable> left = new ArrayDeque<>();

  /** The number of threads that will come for the next thing when they are through with theirs. */
  @GuardedBy("this")
  private int workers;

  @GuardedBy("this")
  private int looks; // the looks since a thread last came

  /** Adds one thing at the end. */
  public synchronized void add(Runnable thing) {
    left.add(thing);
  }

  /** Adds these things at the end, in order. */
  public synchronized void addAll(List<Runnable> things) {
    left.addAll(things);
  }

  /**
   * Counts this thread, or one that is about to be sent, among those that come for the next thing.
   */
  public synchronized void join() {
    workers++;
  }

  /**
   * Does the things that are left, on a thread that has joined, and the small step {@code
   * afterEach} after each thing.
   */
  public void run(Runnable afterEach) {
    boolean isThrough = false;
    try {
      for (Runnable next = take(); next != null; next = take()) {
        next.run();
        afterEach.run();
      }
      isThrough = true;
    } finally {
      if (!isThrough) {
        leave();
      }
    }
  }

  /** Takes the next thing; if there is none, this thread has left. */
  private synchronized @Nullable Runnable take() {
    looks = 0;
    Runnable next = left.poll();
    if (next == null) {
      workers--;
    }
    return next;
  }

  private synchronized void leave() {
    workers--;
  }

  /** How many things are left for threads to come for. */
  synchronized int left() {
    return left.size();
  }

  /** Whether something is left and no thread will come for it. */
  synchronized boolean isUnattended() {
    return !left.isEmpty() && workers == 0;
  }

  /** Counts a look of the watch: whether something is left and all threads at work are stuck. */
  synchronized boolean isStuck() {
    return !left.isEmpty() && ++looks > PATIENCE;
  }
}
