package io.nmr.impl.guard;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.Side;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Run-down protection of one binding, both directions in one account: NMR's modules keep an
 * EX_RUNDOWN_REF of their own for this, here it is the registrar's.
 *
 * <h2>What is kept</h2>
 *
 * For each side: how many of its calls are in progress, whether its detach stage has completed
 * ({@code isDone}), whether its guard refuses entries ({@code isClosed}).
 *
 * <ul>
 *   <li>The client's guard closes when the client is done.
 *   <li>The provider's guard closes at the first moment at which the provider is done and no call
 *       of the client is in progress: a call in progress may need to be called back, on any thread.
 *   <li>A closed guard lets in a thread that is inside a call of this binding, in either direction,
 *       and no other.
 *   <li>A side <em>has ended</em> when its guard is closed, its calls have left, and so have those
 *       calls of the peer that were in progress when it closed, from inside which it could still
 *       call. From then on it calls only from inside calls that its peer makes afterwards.
 *   <li>The binding <em>has run down</em> when both are done and no call is in progress either way.
 * </ul>
 *
 * <h2>Who counts</h2>
 *
 * While the binding is bound ({@link #open} to {@link #drain}) nobody counts: a thread that calls
 * {@link Marks marks} for itself that it is inside, and looks at {@link #isMarking}. Before and
 * after that each call is counted here, under the lock, and so are at any time the calls of threads
 * that can keep no mark, or that end on another thread.
 *
 * <pre>
 *   entry: mark; if isMarking, go on; else unmark, {@link #unmarked}, {@link #enter}
 *   exit:  unmark; if isMarking, done; else {@link #unmarked}
 *   close: {@link #drain}: isMarking = false; {@link Barrier#pass}; {@link #adopt}: find all marks
 * </pre>
 *
 * <h2>Why it is right</h2>
 *
 * <ul>
 *   <li><em>No call is missed.</em> A thread's mark comes before its look at {@code isMarking}. If
 *       its part of the barrier comes after the mark, {@code adopt} finds the mark; if before, the
 *       look sees false, and the call is counted under the lock.
 *   <li><em>No call is kept.</em> Unmarking comes before the look likewise: if {@code adopt} still
 *       found the mark, the look sees false, and {@code unmarked} takes back what was adopted,
 *       under the lock and after {@code adopt}; a thread that had the lock first unmarked before
 *       that, so {@code adopt} did not find the mark.
 *   <li><em>Nothing is concluded in between.</em> From {@code drain} until {@code adopt} no guard
 *       closes and no condition below is taken to hold.
 *   <li><em>All else is one account.</em> Every other field is guarded by this object's monitor and
 *       every transition is one synchronized method that ends in {@link #settle}, so the conditions
 *       above are evaluated at one instant for both directions: there is no window between "no call
 *       in progress" and "closed" for a call to slip into. The monitor is also the lock of the
 *       binding that owns this object; nothing is called while it is held.
 *   <li><em>Cleanup comes after all calls.</em> An unmarking is a release that {@code adopt}, or
 *       the barrier before it, acquires; a counted call leaves under the lock.
 * </ul>
 */
public final class RunDown {
  /** What has newly come to hold, for the owner to act on after the monitor is released. */
  public enum Change {
    /** The client can call no more. */
    CLIENT_ENDED,
    /** The provider can call no more. */
    PROVIDER_ENDED,
    /** Both sides have detached: cleanup may run. */
    RUN_DOWN
  }

  /** The binding whose calls these are. */
  public interface Owner {
    /** A call has left a binding that is being taken apart. Called with no lock held. */
    void left(Set<Change> changes);

    /** A call was refused. */
    RuntimeException refused(Side caller);
  }

  /** One side's part of the account; its fields are guarded by the run-down's monitor. */
  private static final class Account {
    int calls;
    boolean isDone;
    boolean isClosed;
    boolean hasEnded;

    /** Calls of the peer that were in progress when this side's guard closed. */
    int nesters;
  }

  /** Marks are unique in the JVM; of a pair the even one is the client's. */
  private static final AtomicLong LAST_MARKS = new AtomicLong();

  private final Owner owner;
  private final long marks = LAST_MARKS.addAndGet(2);

  /** Whether a mark is all that a call needs. Written under the lock. */
  private volatile boolean isMarking;

  /** Between {@link #drain} and {@link #adopt}. */
  @GuardedBy("this")
  private boolean isUnsettled;

  // Made when there is something to note: a pair that is bound, and was not called before, has
  // none.
  @GuardedBy("this")
  private @Nullable Account clientCalls;

  @GuardedBy("this")
  private @Nullable Account providerCalls;

  @GuardedBy("this")
  private @Nullable CountedCall calls; // doubly linked, newest first

  @GuardedBy("this")
  private boolean hasRunDown;

  @GuardedBy("this")
  private boolean isDraining; // from here on the owner hears of every call that leaves

  @GuardedBy("this")
  private boolean isCutOff;

  /** An account with both guards open. */
  public RunDown(Owner owner) {
    this.owner = owner;
  }

  Owner owner() {
    return owner;
  }

  // ---- marked calls ----

  /** What a thread marks that makes a call of that side. */
  long mark(Side side) {
    return side == Side.CLIENT ? marks : marks + 1;
  }

  /** Who makes a call with that mark. */
  static Side sideOf(long mark) {
    return (mark & 1) == 0 ? Side.CLIENT : Side.PROVIDER;
  }

  /** Whether a thread that has just marked may go on, and one that has unmarked is through. */
  boolean isMarking() {
    return isMarking;
  }

  /** The binding is bound: from now on calls only mark. */
  public synchronized void open() {
    isMarking = true;
  }

  /**
   * The binding begins to be taken apart: calls are counted again, and its owner is told of every
   * one that leaves.
   *
   * @return whether {@link #adopt} has to follow, when a {@link Barrier} has been passed
   */
  public synchronized boolean drain() {
    isDraining = true;
    if (isMarking) {
      isMarking = false;
      isUnsettled = true;
    }
    return isUnsettled;
  }

  /** Passes the barrier between {@link #drain} and {@link #adopt}, of any number of bindings. */
  public static void passBarrier() {
    Barrier.pass();
  }

  /** Counts the calls that are marked. */
  public synchronized Set<Change> adopt() {
    if (isUnsettled) {
      isUnsettled = false;
      for (Marks.Found found : Marks.find(marks)) {
        link(new CountedCall(this, sideOf(found.mark()), false, found.thread(), found.depth()));
      }
    }
    return settle();
  }

  /**
   * The current thread is inside at that depth no more, or was not let in there. Called when its
   * mark has gone and {@link #isMarking} is false.
   */
  void unmarked(int depth) {
    CountedCall adopted;
    synchronized (this) {
      adopted = adoptedAt(depth);
    }
    if (adopted != null) {
      leave(adopted);
    }
  }

  /**
   * The call of the current thread that is marked at that depth goes on without it. It counts twice
   * until the thread has unmarked.
   */
  synchronized CountedCall leaveThread(Side side, int depth) {
    CountedCall call = adoptedAt(depth);
    if (call == null) {
      call = new CountedCall(this, side, of(side.peer()).isClosed, null, 0);
      link(call);
    } else {
      call.thread = null;
      call.depth = 0;
    }
    return call;
  }

  @GuardedBy("this")
  private @Nullable CountedCall adoptedAt(int depth) {
    for (CountedCall call = calls; call != null; call = call.older) {
      if (call.depth == depth && call.thread == Thread.currentThread()) {
        return call;
      }
    }
    return null;
  }

  // ---- counted calls ----

  /** Enters a call of that side on this thread; null if its guard refuses. */
  synchronized @Nullable CountedCall enter(Side side) {
    if (isCutOff || (of(side).isClosed && !isInside(Thread.currentThread()))) {
      return null;
    }
    CountedCall call =
        new CountedCall(this, side, of(side.peer()).isClosed, Thread.currentThread(), 0);
    link(call);
    return call;
  }

  @GuardedBy("this")
  private void link(CountedCall call) {
    call.older = calls;
    if (calls != null) {
      calls.newer = call;
    }
    calls = call;
    of(call.side).calls++;
  }

  /** The call goes on without its thread, until its stage completes. */
  synchronized void leaveThread(CountedCall call) {
    call.thread = null;
  }

  /** The call is over. Its owner acts on what follows from that. */
  void leave(CountedCall call) {
    Set<Change> changes;
    synchronized (this) {
      if (call.hasLeft) {
        throw new IllegalStateException("the call by the " + call.side + " has left already");
      }
      call.hasLeft = true;
      unlink(call);
      of(call.side).calls--;
      if (of(call.side.peer()).isClosed && !call.cameAfterPeerClosed) {
        of(call.side.peer()).nesters--;
      }
      if (!isDraining) {
        return;
      }
      changes = settle();
    }
    owner.left(changes);
  }

  @GuardedBy("this")
  private void unlink(CountedCall call) {
    if (call.newer == null) {
      calls = call.older;
    } else {
      call.newer.older = call.older;
    }
    if (call.older != null) {
      call.older.newer = call.newer;
    }
  }

  /** That side's detach stage has completed. */
  public synchronized Set<Change> done(Side side) {
    of(side).isDone = true;
    return settle();
  }

  /** Both sides are through and both guards close at once: the pair was declined (R7). */
  public synchronized Set<Change> closeBoth() {
    for (Side side : Side.values()) {
      close(of(side), of(side.peer()));
      of(side).isDone = true;
    }
    return settle();
  }

  /**
   * Closes both guards for all, also for threads that are inside: the binding is abandoned (H5).
   */
  public synchronized Set<Change> cutOff() {
    isCutOff = true;
    return settle();
  }

  @GuardedBy("this")
  private Set<Change> settle() {
    isDraining = true;
    Set<Change> changes = EnumSet.noneOf(Change.class);
    if (isUnsettled) {
      return changes;
    }
    Account client = of(Side.CLIENT);
    Account provider = of(Side.PROVIDER);
    if (client.isDone || isCutOff) {
      close(client, provider);
    }
    if ((provider.isDone && client.calls == 0) || isCutOff) {
      close(provider, client);
    }
    if (newlyEnded(client)) {
      changes.add(Change.CLIENT_ENDED);
    }
    if (newlyEnded(provider)) {
      changes.add(Change.PROVIDER_ENDED);
    }
    if (!hasRunDown && client.isDone && provider.isDone && client.calls + provider.calls == 0) {
      hasRunDown = true;
      changes.add(Change.RUN_DOWN);
    }
    return changes;
  }

  private static void close(Account side, Account peer) {
    if (!side.isClosed) {
      side.isClosed = true;
      side.nesters = peer.calls;
    }
  }

  private static boolean newlyEnded(Account side) {
    boolean newly = !side.hasEnded && side.isClosed && side.calls == 0 && side.nesters == 0;
    side.hasEnded |= newly;
    return newly;
  }

  /** Whether that side can call no more. */
  public synchronized boolean hasEnded(Side side) {
    return of(side).hasEnded;
  }

  /** Whether that side's detach stage has completed. */
  public synchronized boolean isDone(Side side) {
    return of(side).isDone;
  }

  /** Whether both sides have detached. */
  public synchronized boolean hasRunDown() {
    return hasRunDown;
  }

  /** How many calls of that side are in progress. */
  public int calls(Side side) {
    return (int) inProgress().stream().filter(call -> call.side() == side).count();
  }

  /**
   * The calls in progress, oldest first. While the binding is bound this is what was seen in
   * passing: of the current thread's own calls it misses none.
   */
  public synchronized List<InProgress> inProgress() {
    List<InProgress> result = new ArrayList<>();
    if (isMarking || isUnsettled) {
      for (Marks.Found found : Marks.find(marks)) {
        result.add(new InProgress(sideOf(found.mark()), found.thread()));
      }
    }
    int marked = result.size();
    for (CountedCall call = calls; call != null; call = call.older) {
      result.add(marked, new InProgress(call.side, call.thread));
    }
    return result;
  }

  /**
   * One call in progress.
   *
   * @param side who calls
   * @param thread the thread that is inside; null where an asynchronous call has left its thread
   */
  public record InProgress(Side side, @Nullable Thread thread) {}

  @GuardedBy("this")
  private boolean isInside(Thread thread) {
    for (CountedCall call = calls; call != null; call = call.older) {
      if (call.thread == thread) {
        return true;
      }
    }
    return false;
  }

  @GuardedBy("this")
  private Account of(Side side) {
    Account known = side == Side.CLIENT ? clientCalls : providerCalls;
    return known != null ? known : make(side);
  }

  @GuardedBy("this")
  private Account make(Side side) {
    Account made = new Account();
    if (side == Side.CLIENT) {
      clientCalls = made;
    } else {
      providerCalls = made;
    }
    return made;
  }
}
