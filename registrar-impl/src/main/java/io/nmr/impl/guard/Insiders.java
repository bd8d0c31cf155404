package io.nmr.impl.guard;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which threads are inside the calls of a {@link CallLedger}, found at a cost that does not grow
 * with the calls. Guarded by the run-down's monitor.
 *
 * <p>By identity: a module's own class of threads may say anything of its hash code.
 */
final class Insiders {
  /** How many calls of a thread there are that stand for no mark. */
  private final IdentityHashMap<Thread, int[]> counts = new IdentityHashMap<>();

  /** The innermost call of each thread that was adopted from its marks; the others hang on it. */
  private final IdentityHashMap<Thread, CountedCall> adopted = new IdentityHashMap<>();

  boolean has(Thread thread) {
    int[] count = counts.get(thread);
    return (count != null && count[0] > 0) || adopted.containsKey(thread);
  }

  /** Notes a call that has come in. Does nothing for one without a thread. */
  void add(CountedCall call) {
    Thread thread = call.thread;
    if (thread == null) {
      return;
    }
    if (call.marks != null) {
      call.adoptedOutside = adopted.put(thread, call);
    } else {
      counts.computeIfAbsent(thread, first -> new int[1])[0]++;
    }
    call.isIndexed = true;
  }

  /** Forgets a call that leaves, or leaves its thread. Does nothing for one that is not noted. */
  void remove(CountedCall call) {
    Thread thread = call.thread;
    if (thread == null || !call.isIndexed) {
      return;
    }
    if (call.marks != null) {
      unlink(thread, call);
      call.isIndexed = false;
      return;
    }
    int[] count = counts.get(thread);
    if (count != null) { // from here to the last write nothing is called that could fail
      count[0]--;
      call.isIndexed = false;
      if (count[0] == 0) {
        counts.remove(thread);
      }
    }
  }

  private void unlink(Thread thread, CountedCall call) {
    CountedCall innermost = adopted.get(thread);
    if (innermost == call) {
      if (call.adoptedOutside == null) {
        adopted.remove(thread);
      } else {
        adopted.put(thread, call.adoptedOutside);
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
    for (CountedCall call = adopted.get(thread); call != null; call = call.adoptedOutside) {
      if (call.depth == depth) {
        return call;
      }
    }
    return null;
  }
}
