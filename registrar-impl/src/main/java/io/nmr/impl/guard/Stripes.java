package io.nmr.impl.guard;

import java.util.List;

/**
 * The calls of a bound pair that no mark stands for: calls that go on without their thread, calls
 * of threads that keep no marks, and calls that were entered by hand. They are spread over several
 * locks, so that threads that call at the same time seldom meet at one lock.
 *
 * <p>A call is in one account at any time, in that of its stripe or in the {@link CallLedger}:
 * {@link #closeInto} moves it while both locks are held, and a thread that comes to a stripe later
 * is told to go to the ledger. In the order of locks a stripe's comes after the pair's gate, and
 * nothing comes after a stripe's.
 */
final class Stripes {
  private static final int MOST = 32;

  /**
   * A power of two. Below 32 it is more than there are processors, because threads come to a stripe
   * by their ids, and two threads may come to the same one.
   */
  private static final int COUNT =
      Math.min(MOST, Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 4);

  /** What a stripe answers to a call that leaves. */
  enum Leaving {
    LEFT,
    HAD_LEFT,
    /** The stripe is closed, and the ledger counts the call. */
    ELSEWHERE
  }

  /**
   * One lock and its calls, in one object: a lock of its own would lie in a cache line with other
   * stripes' locks, or with their calls.
   */
  static class Stripe extends CallList {
    private boolean isClosed;

    /** Counts the call, unless it has left already. False if the stripe is closed. */
    private boolean count(CountedCall call) {
      take();
      try {
        if (!isClosed) {
          call.stripe = this;
          if (call.comeIn()) {
            add(call);
          }
        }
        boolean isCounted = !isClosed;
        letGo();
        return isCounted;
      } catch (Throwable noStack) {
        isTaken = 0;
        throw noStack;
      }
    }

    /** The call is over. */
    Leaving leave(CountedCall call) {
      take();
      try {
        Leaving leaving = Leaving.ELSEWHERE;
        if (!isClosed) {
          leaving = call.isOnAccount ? Leaving.LEFT : Leaving.HAD_LEFT;
          if (call.isOnAccount) {
            remove(call);
            call.end();
          }
        }
        letGo();
        return leaving;
      } catch (Throwable noStack) {
        isTaken = 0;
        throw noStack;
      }
    }

    /** The call goes on without its thread. False if it is for the ledger to note. */
    boolean leaveThread(CountedCall call) {
      take();
      try {
        if (!isClosed) {
          call.thread = null;
        }
        return !isClosed;
      } finally {
        isTaken = 0;
      }
    }

    private void closeInto(CallLedger ledger) {
      take();
      try {
        isClosed = true;
        ledger.takeOver(this);
      } finally {
        isTaken = 0;
      }
    }

    private void addAllInProgress(List<InProgress> list) {
      take();
      try {
        addInProgress(list);
      } finally {
        isTaken = 0;
      }
    }
  }

  /**
   * A stripe that no other object shares a cache line with: a JVM lays the fields of a subclass
   * behind those of its superclasses.
   */
  @SuppressWarnings("unused")
  private static final class PaddedStripe extends Stripe {
    private long pad1, pad2, pad3, pad4, pad5, pad6, pad7;
  }

  /** The stripes of a pair that has had no such call yet: they count nothing. */
  static final Stripes NONE = new Stripes(0);

  private final Stripe[] stripes;

  Stripes() {
    this(COUNT);
  }

  private Stripes(int count) {
    stripes = new Stripe[count];
    for (int place = 0; place < count; place++) {
      stripes[place] = new PaddedStripe();
    }
  }

  boolean areNone() {
    return stripes.length == 0;
  }

  /** Counts a call of a bound pair; false if it is for the ledger to count. */
  @SuppressWarnings("deprecation") // getId: threadId() comes with JDK 19
  boolean add(CountedCall call) {
    if (areNone()) {
      return false;
    }
    int place = (int) Thread.currentThread().getId() & stripes.length - 1;
    return stripes[place].count(call);
  }

  /** The pair is being taken apart, and its gate held: the ledger counts from now on. */
  void closeInto(CallLedger ledger) {
    for (Stripe stripe : stripes) {
      stripe.closeInto(ledger);
    }
  }

  /** Puts the calls into that list, before what is in it. */
  void addInProgress(List<InProgress> list) {
    for (Stripe stripe : stripes) {
      stripe.addAllInProgress(list);
    }
  }
}
