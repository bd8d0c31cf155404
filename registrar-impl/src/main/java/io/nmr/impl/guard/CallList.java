package io.nmr.impl.guard;

import io.nmr.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls that are counted. Those on a thread are listed, in the order in which they came; those that
 * have none are numbers. So the many that come and go without a thread write no reference, which a
 * garbage collector would want to know of. Whose list it is guards it, and each call's links.
 */
class CallList {
  private int ofClient;
  private int ofProvider;
  private @Nullable CountedCall newest;

  /** How many calls of that side. */
  int of(Side side) {
    return side == Side.CLIENT ? ofClient : ofProvider;
  }

  private void count(Side side, int calls) {
    if (side == Side.CLIENT) {
      ofClient += calls;
    } else {
      ofProvider += calls;
    }
  }

  void add(CountedCall call) {
    count(call.side, 1);
    if (call.isListed) {
      link(call);
    }
  }

  void remove(CountedCall call) {
    count(call.side, -1);
    if (call.isListed) {
      unlink(call);
    }
  }

  private void link(CountedCall call) {
    call.older = newest;
    if (newest != null) {
      newest.newer = call;
    }
    newest = call;
  }

  private void unlink(CountedCall call) {
    if (call.newer == null) {
      newest = call.older;
    } else {
      call.newer.older = call.older;
    }
    if (call.older != null) {
      call.older.newer = call.newer;
    }
    call.newer = null;
    call.older = null;
  }

  /** Puts all that is here there, and nothing is left. */
  void moveTo(CallList there) {
    there.count(Side.CLIENT, ofClient);
    there.count(Side.PROVIDER, ofProvider);
    ofClient = 0;
    ofProvider = 0;
    CountedCall oldest = newest;
    if (oldest == null) {
      return;
    }
    while (oldest.older != null) {
      oldest = oldest.older;
    }
    oldest.older = there.newest;
    if (there.newest != null) {
      there.newest.newer = oldest;
    }
    there.newest = newest;
    newest = null;
  }

  boolean isEmpty() {
    return ofClient + ofProvider == 0;
  }

  /** Whether that thread is inside one of them. */
  boolean hasInside(Thread thread) {
    for (CountedCall call = newest; call != null; call = call.older) {
      if (call.thread == thread) {
        return true;
      }
    }
    return false;
  }

  /** The call of that thread that was adopted from its mark at that depth. */
  @Nullable CountedCall adoptedAt(Thread thread, int depth) {
    for (CountedCall call = newest; call != null; call = call.older) {
      if (call.depth == depth && call.thread == thread) {
        return call;
      }
    }
    return null;
  }

  /** Puts them into that list, before what is in it: those without a thread, then oldest first. */
  void addInProgress(List<InProgress> list) {
    List<InProgress> mine = new ArrayList<>();
    for (CountedCall call = newest; call != null; call = call.older) {
      mine.add(new InProgress(call.side, call.thread));
    }
    for (Side side : Side.values()) {
      int listed = (int) mine.stream().filter(call -> call.side() == side).count();
      mine.addAll(Collections.nCopies(of(side) - listed, new InProgress(side, null)));
    }
    Collections.reverse(mine);
    list.addAll(0, mine);
  }
}
