package io.nmr.impl.guard;

import java.util.List;

/**
 * The calls of a bound pair that no mark stands for: those that go on without their thread, and
 * those of threads that keep no marks. They are spread over several locks, so that threads that
 * call at the same time seldom meet at one.
 *
 * <p>A call is in one account at any time, its stripe's or the {@link CallLedger}: {@link
 * #closeInto} moves it under both locks, and whoever comes to a stripe after that is told to go to
 * the ledger. The pair's gate comes before a stripe's lock in the order of locks; nothing comes
 * after it.
 */
final class Stripes {
  private static final int MOST = 32;

  /**
   * A power of two, and, of fewer than 32, more than processors: two threads share one by chance.
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

  /** Keeps the next one out of its cache line: a JVM lays a subclass's fields behind the others. */
  @SuppressWarnings("unused")
  private static final class PaddedStripe extends Stripe {
    private long pad1, pad2, pad3, pad4, pad5, pad6, pad7;
  }

  /** Those of a pair that has had no such call: for the ledger to count. */
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
