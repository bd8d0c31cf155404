package io.nmr.impl.guard;

import io.nmr.Side;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who is inside which guard, as each thread keeps it for itself: a stack of marks that only its own
 * thread writes, so that entering and leaving a guard shares nothing with any other thread.
 *
 * <p>A thread's marks are a {@code long[]}: element 0 is the index of the next free one, which is
 * never zero; from 1 on there is one mark for each call that the thread is inside, outermost first.
 * It is an array of the JDK, and the list of all refers to its thread weakly: neither keeps a
 * module's class loader or the registrar's own (R22).
 *
 * <p>A thread may at any time be between two of its steps. What another thread reads here is true
 * only of what happened before a {@link Barrier} that it has passed; see {@link RunDown}.
 */
final class Marks {
  /** How deep calls may be nested before there is no room for a mark. */
  private static final int CAPACITY = 31;

  /** The marks of a thread that may keep none: they are full. */
  private static final long[] NONE = {1};

  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);
  private static final AtomicLong LAST_PAIR = new AtomicLong();
  private static final Queue<Entry> ALL = new ConcurrentLinkedQueue<>();

  /**
   * Where a thread looks first, by its id: the way through its thread-locals is longer. A place is
   * the first comer's until that is dead. Written without a lock: what a thread finds there is its
   * own, by identity, or is passed over; the marks of an entry are final.
   */
  private static final Entry[] NEAR = new Entry[256]; // a power of two

  private static final ThreadLocal<long[]> OWN =
      new ThreadLocal<>() {
        @Override
        protected long[] initialValue() {
          return newMarks(Thread.currentThread());
        }
      };

  private Marks() {}

  /** The marks of one thread. */
  private static final class Entry extends WeakReference<Thread> {
    final long[] marks;

    Entry(Thread thread, long[] marks) {
      super(thread);
      this.marks = marks;
    }

    boolean isOfDead() {
      Thread thread = get();
      return thread == null || !thread.isAlive();
    }
  }

  /**
   * The marks of a pair of guards: unique in the JVM, the even one the client's, the next the
   * provider's.
   */
  static long newPair() {
    return LAST_PAIR.addAndGet(2);
  }

  /** That thread is inside: it has that mark at that depth. */
  record Found(Thread thread, int depth, long mark) {
    /** Who makes the call. */
    Side side() {
      return (mark & 1) == 0 ? Side.CLIENT : Side.PROVIDER;
    }
  }

  /** The marks of the current thread. */
  @SuppressWarnings("deprecation") // getId: threadId() comes with JDK 19
  static long[] own() {
    Thread self = Thread.currentThread();
    int place = (int) self.getId() & NEAR.length - 1;
    Entry near = NEAR[place];
    return near != null && near.refersTo(self) ? near.marks : ownFromAfar(self, place);
  }

  @SuppressWarnings("ReferenceEquality") // there is one NONE
  private static long[] ownFromAfar(Thread self, int place) {
    long[] own = OWN.get();
    Entry near = NEAR[place];
    if (own != NONE && (near == null || near.isOfDead())) {
      NEAR[place] = new Entry(self, own);
    }
    return own;
  }

  /** Virtual threads are many and short-lived: they keep none. */
  static long[] newMarks(Thread thread) {
    if (VirtualThreads.isVirtual(thread)) {
      return NONE;
    }
    long[] marks = new long[CAPACITY + 1];
    marks[0] = 1;
    forgetTheDead();
    ALL.add(new Entry(thread, marks));
    return marks;
  }

  /**
   * Marks that the current thread is inside.
   *
   * @return at what depth; 0 if its marks are full
   */
  static int push(long[] own, long mark) {
    int depth = (int) own[0];
    if (depth >= own.length) {
      return 0;
    }
    ELEMENT.setOpaque(own, depth, mark);
    ELEMENT.setRelease(own, 0, depth + 1L); // who finds it this high finds the mark, not an old one
    return depth;
  }

  /** Whether the current thread is inside by that very mark. */
  static boolean has(long[] own, long mark) {
    for (int depth = (int) own[0] - 1; depth > 0; depth--) {
      if (own[depth] == mark) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes back the mark at that depth, and any that a dying call has left above it. All that the
   * call did comes before that, for whoever sees the mark gone.
   */
  static void pop(long[] own, int depth) {
    ELEMENT.setRelease(own, 0, (long) depth);
  }

  /** The same for the innermost such mark, if there is one. */
  static void popLast(long[] own, long mark) {
    for (int depth = (int) own[0] - 1; depth > 0; depth--) {
      if (own[depth] == mark) {
        pop(own, depth);
        return;
      }
    }
  }

  /** Who is inside either of that pair of guards. */
  static List<Found> find(long pair) {
    List<Found> found = new ArrayList<>();
    for (Iterator<Entry> entries = ALL.iterator(); entries.hasNext(); ) {
      Entry entry = entries.next();
      Thread thread = entry.get();
      if (thread == null || !thread.isAlive()) { // nor is it inside anything
        entries.remove();
        continue;
      }
      int free = (int) (long) ELEMENT.getAcquire(entry.marks, 0);
      for (int depth = 1; depth < free; depth++) {
        long mark = (long) ELEMENT.getOpaque(entry.marks, depth);
        if ((mark & ~1L) == pair) {
          found.add(new Found(thread, depth, mark));
        }
      }
    }
    return found;
  }

  private static void forgetTheDead() {
    ALL.removeIf(Entry::isOfDead);
  }
}
