package io.nmr.impl.guard;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.Side;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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
 * <h2>Why it is right</h2>
 *
 * Every field is guarded by this object's monitor and every transition is one synchronized method
 * that ends in {@link #settle}, so the conditions above are evaluated at one instant for both
 * directions: there is no window between "no call in progress" and "closed" for a call to slip
 * into. The monitor is also the lock of the binding that owns this object; nothing is called while
 * it is held. An entry happens-before its callee's code and a leave happens-after it, so what a
 * cleanup does, which the last leave precedes in the order of this lock, is ordered after all
 * calls.
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

  private final Owner owner;

  @GuardedBy("this")
  private final Account client = new Account();

  @GuardedBy("this")
  private final Account provider = new Account();

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

  /** Enters a call of that side on this thread; null if its guard refuses. */
  synchronized @Nullable CountedCall enter(Side side) {
    if (isCutOff || (of(side).isClosed && !isInside(Thread.currentThread()))) {
      return null;
    }
    CountedCall call = new CountedCall(this, side, of(side.peer()).isClosed);
    call.older = calls;
    if (calls != null) {
      calls.newer = call;
    }
    calls = call;
    of(side).calls++;
    return call;
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

  /** The binding begins to be taken apart: its owner is told of every call that leaves. */
  public synchronized void drain() {
    isDraining = true;
  }

  /** That side's detach stage has completed. */
  public synchronized Set<Change> done(Side side) {
    of(side).isDone = true;
    return settle();
  }

  /** Both sides are through and both guards close at once: the pair was declined (R7). */
  public synchronized Set<Change> closeBoth() {
    close(client, provider);
    close(provider, client);
    client.isDone = true;
    provider.isDone = true;
    return settle();
  }

  /**
   * Closes both guards for all, also for threads that are inside: the binding is abandoned (H5).
   */
  public synchronized Set<Change> cutOff() {
    isCutOff = true;
    close(client, provider);
    close(provider, client);
    return settle();
  }

  @GuardedBy("this")
  private Set<Change> settle() {
    isDraining = true;
    if (client.isDone) {
      close(client, provider);
    }
    if (provider.isDone && client.calls == 0) {
      close(provider, client);
    }
    Set<Change> changes = EnumSet.noneOf(Change.class);
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
  public synchronized int calls(Side side) {
    return of(side).calls;
  }

  /** The calls in progress, oldest first. */
  public synchronized List<InProgress> inProgress() {
    List<InProgress> result = new ArrayList<>();
    for (CountedCall call = calls; call != null; call = call.older) {
      result.add(0, new InProgress(call.side, call.thread));
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
    return side == Side.CLIENT ? client : provider;
  }
}
