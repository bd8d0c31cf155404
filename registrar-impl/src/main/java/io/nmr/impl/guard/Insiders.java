package io.nmr.impl.guard;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which threads are inside the calls of a {@link CallLedger}; a look-up costs the same however many
 * calls there are. It is written at the gate. A thread may ask {@link #has} about itself without
 * the gate: it is put in only by its own steps and by the closing of the guard, which came before.
 */
final class Insiders {
  /** A thread by identity: a module's own class of threads may say anything of its hash code. */
  private record Key(Thread thread) {
    @Override
    public int hashCode() {
      return System.identityHashCode(thread);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && key.thread == thread;
    }
  }

  /** How many calls each thread is inside that were not adopted from its marks. */
  private final Map<Key, int[]> counts = new ConcurrentHashMap<>();

  /** The innermost call of each thread that was adopted from its marks; the others hang on it. */
  private final Map<Key, CountedCall> adopted = new ConcurrentHashMap<>();

  boolean has(Thread thread) {
    Key key = new Key(thread);
    return counts.containsKey(key) || adopted.containsKey(key);
  }

  /** Notes a call that has come in. Does nothing for one without a thread. */
  void add(CountedCall call) {
    Thread thread = call.thread;
    if (thread == null) {
      return;
    }
    // Each step leaves what the next try finds as it should be, should the stack end in it.
    Key key = new Key(thread);
    if (call.marks != null) {
      call.isIndexed = true;
      call.adoptedOutside = adopted.get(key);
      adopted.put(key, call);
      return;
    }
    int[] count = counts.get(key);
    if (count != null) {
      count[0]++;
      call.isIndexed = true;
    } else {
      int[] one = {1};
      call.isIndexed = true;
      counts.put(key, one);
    }
  }

  /** Forgets a call that leaves, or leaves its thread. Does nothing for one that is not noted. */
  void remove(CountedCall call) {
    Thread thread = call.thread;
    if (thread == null || !call.isIndexed) {
      return;
    }
    Key key = new Key(thread);
    if (call.marks != null) {
      unlink(key, call);
      call.isIndexed = false;
      return;
    }
    int[] count = counts.get(key);
    if (count != null && count[0] == 1) {
      counts.remove(key);
    } else if (count != null) {
      count[0]--;
    }
    call.isIndexed = false;
  }

  private void unlink(Key key, CountedCall call) {
    CountedCall innermost = adopted.get(key);
    if (innermost == call) {
      if (call.adoptedOutside == null) {
        adopted.remove(key);
      } else {
        adopted.put(key, call.adoptedOutside);
      }
      return;
    }
    for (CountedCall each = innermost; each != null; each = each.adoptedOutside) {
      if (each.adoptedOutside == call) {
        each.adoptedOutside = call.adoptedOutside;
        return;
      }
    }
  }

  /** The call of that thread that was adopted from its mark at that depth. */
  @Nullable CountedCall adoptedAt(Thread thread, int depth) {
    for (CountedCall call = adopted.get(new Key(thread));
        call != null;
        call = call.adoptedOutside) {
      if (call.depth == depth) {
        return call;
      }
    }
    return null;
  }
}
