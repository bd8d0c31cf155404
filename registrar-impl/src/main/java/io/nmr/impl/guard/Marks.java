package io.nmr.impl.guard;

import io.nmr.Side;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The marks of all threads: each thread has a stack of marks, which only that thread writes, and
 * which says inside which guards it is. So a thread that enters or leaves a guard shares nothing
 * with any other thread.
 *
 * <p>A thread's marks are a {@code long[]}: element 0 is the index of the next free one, which is
 * never zero; from 1 on there is one mark for each call that the thread is inside, outermost first.
 * The map of all refers to threads weakly, and a thread refers to nothing here: neither keeps a
 * module's class loader or the registrar's own (R22).
 *
 * <p>A thread may be between two of its steps at any time. What another thread reads here is sure
 * only of the steps that came before a {@link Barrier} which that reader has passed; see {@link
 * RunDown}.
 */
final class Marks {
  /** How deep calls may be nested before there is no room for a mark. */
  private static final int CAPACITY = 31;

  /** The marks of a thread that keeps none: they are full from the start. */
  private static final long[] NONE = {1};

  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);
  private static final AtomicLong LAST_PAIR = new AtomicLong();

  /**
   * One entry for each live thread that has called. The marks are not in thread-locals, because the
   * JDK erases those of some of its threads after each task, and each task would make a new entry.
   */
  private static final Map<Object, Entry> ALL = new ConcurrentHashMap<>();

  /**
   * The entries where a thread looks first, by its id, because the look-up in the map takes longer.
   * A place belongs to the first thread that comes, until that thread is dead. Places are written
   * without a lock: a thread takes an entry only if the entry is its own, by identity, and the
   * marks of an entry are final.
   */
  private static final Entry[] NEAR = new Entry[256]; // a power of two

  private Marks() {}

  /** The marks of one thread, which is found by its identity. */
  private static final class Entry extends WeakReference<Thread> {
    private final int hash;
    final long[] marks;

    Entry(Thread thread, long[] marks) {
      super(thread);
      this.hash = System.identityHashCode(thread);
      this.marks = marks;
    }

    boolean isOfDead() {
      Thread thread = get();
      return thread == null || !thread.isAlive();
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }
  }

  /** Finds the entry of a thread: equal to it, though no entry is equal to this. */
  private record Probe(Thread thread) {
    @Override
    public int hashCode() {
      return System.identityHashCode(thread);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Entry entry && entry.refersTo(thread);
    }
  }

  /**
   * The marks of a pair of guards: unique in the JVM, the even one the client's, the next the
   * provider's.
   */
  static long newPair() {
    return LAST_PAIR.addAndGet(2);
  }

  /** That thread is inside: it has that mark at that depth of its marks. */
  @SuppressWarnings("ArrayRecordComponent") // which thread's marks they are, not what is in them
  record Found(Thread thread, int depth, long mark, long[] marks) {
    /** Which pair of guards it is inside. */
    long pair() {
      return mark & ~1L;
    }

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

  /** Looks in the map. Virtual threads, which are many and short-lived, keep no marks. */
  private static long[] ownFromAfar(Thread self, int place) {
    if (VirtualThreads.isVirtual(self)) {
      return NONE;
    }
    Entry known = ALL.get(new Probe(self)); // only this thread adds its entry
    Entry own = known != null ? known : newEntry(self);
    Entry near = NEAR[place];
    if (near == null || near.isOfDead()) {
      NEAR[place] = own;
    }
    return own.marks;
  }

  private static Entry newEntry(Thread thread) {
    long[] marks = new long[CAPACITY + 1];
    marks[0] = 1;
    forgetTheDead();
    Entry entry = new Entry(thread, marks);
    ALL.put(entry, entry);
    return entry;
  }

  /** How many threads have entries. */
  static int entries() {
    return ALL.size();
  }

  /** Whether there is room for one more mark. */
  static boolean hasRoom(long[] own) {
    return (int) own[0] < own.length;
  }

  /**
   * Marks that the current thread is inside.
   *
   * @return at what depth; 0 if its marks are full
   */
  static int push(long[] own, long mark) {
    if (!hasRoom(own)) {
      return 0;
    }
    int depth = (int) own[0];
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
   * Takes back the mark at that depth, and every mark that a dying call has left above it. Whoever
   * sees that the mark is gone sees all that the call did.
   */
  static void pop(long[] own, int depth) {
    ELEMENT.setRelease(own, 0, (long) depth);
  }

  /** Whether a mark that was found is still there. */
  static boolean isThere(Found found) {
    return isThere(found.marks, found.depth, found.mark & ~1L);
  }

  /** Whether those marks have one of that pair at that depth. */
  static boolean isThere(long[] marks, int depth, long pair) {
    int free = (int) (long) ELEMENT.getAcquire(marks, 0);
    return depth < free && ((long) ELEMENT.getOpaque(marks, depth) & ~1L) == pair;
  }

  /** Who is inside either of that pair of guards. */
  static List<Found> find(long pair) {
    List<Found> found = new ArrayList<>();
    forEach(
        each -> {
          if (each.pair() == pair) {
            found.add(each);
          }
        });
    return found;
  }

  /** Shows who is inside what, in one pass over all threads. */
  static void forEach(Consumer<Found> action) {
    for (Iterator<Entry> entries = ALL.values().iterator(); entries.hasNext(); ) {
      Entry entry = entries.next();
      Thread thread = entry.get();
      if (thread == null || !thread.isAlive()) { // nor is it inside anything
        entries.remove();
        continue;
      }
      int free = (int) (long) ELEMENT.getAcquire(entry.marks, 0);
      for (int depth = 1; depth < free; depth++) {
        long mark = (long) ELEMENT.getOpaque(entry.marks, depth);
        if (mark > 0) { // a negative one covers calls inside a counted call, and is no mark
          action.accept(new Found(thread, depth, mark, entry.marks));
        }
      }
    }
  }

  private static void forgetTheDead() {
    ALL.values().removeIf(Entry::isOfDead);
  }
}
