package io.nmr.impl.guard;

import io.nmr.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of counted calls. Calls that came on a thread are listed, in the order in which they came;
 * of the other calls only the number is kept. So the many calls that come and go without a thread
 * write no reference, of which a garbage collector would want to know. The owner of the list guards
 * the list and the links of its calls: a stripe guards them by the lock that the list itself is,
 * the ledger by the pair's gate.
 *
 * <p>{@link #add} and {@link #remove} call no method once they have begun to write: a stack that
 * overflows leaves a call in or out of the list, and never half in.
 */
class CallList extends BriefLock {
  int ofClient;
  int ofProvider;
  @Nullable CountedCall newest;

  /** The number of calls of that side. */
  int of(Side side) {
    return side == Side.CLIENT ? ofClient : ofProvider;
  }

  /** Takes in a call that has come in. */
  final void add(CountedCall call) {
    if (call.side == Side.CLIENT) {
      ofClient++;
    } else {
      ofProvider++;
    }
    if (call.isListed) {
      call.older = newest;
      if (newest != null) {
        newest.newer = call;
      }
      newest = call;
    }
    call.isOnAccount = true;
  }

  final void remove(CountedCall call) {
    if (call.side == Side.CLIENT) {
      ofClient--;
    } else {
      ofProvider--;
    }
    if (call.isListed) {
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
    call.isOnAccount = false;
  }

  /** Moves all calls of this list into that one, as its newest; nothing is left in this list. */
  void moveTo(CallList there) {
    there.ofClient += ofClient;
    there.ofProvider += ofProvider;
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

  /**
   * Puts the calls into that list, before the elements that are in it: first the calls without a
   * thread, then the listed ones, oldest first.
   */
  void addInProgress(List<InProgress> list) {
    List<InProgress> mine = new ArrayList<>();
    int listedOfClient = 0;
    for (CountedCall call = newest; call != null; call = call.older) {
      mine.add(call.inProgress());
      listedOfClient += call.side == Side.CLIENT ? 1 : 0;
    }
    int listedOfProvider = mine.size() - listedOfClient;
    addUnlisted(mine, Side.CLIENT, ofClient - listedOfClient);
    addUnlisted(mine, Side.PROVIDER, ofProvider - listedOfProvider);
    Collections.reverse(mine);
    list.addAll(0, mine);
  }

  private static void addUnlisted(List<InProgress> list, Side side, int calls) {
    list.addAll(Collections.nCopies(calls, new InProgress(side, null)));
  }
}
