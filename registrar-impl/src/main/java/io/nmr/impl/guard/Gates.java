package io.nmr.impl.guard;

/**
 * The locks of all accounts of calls. They are few, and pairs share them, because a lock for each
 * pair would cost memory; each is held for a few instructions ({@link BriefLock}). A thread that
 * holds a binding's monitor may take a gate. A thread that holds a gate takes neither a monitor nor
 * another gate.
 */
final class Gates {
  private static final BriefLock[] ALL = new BriefLock[64]; // a power of two

  static {
    for (int gate = 0; gate < ALL.length; gate++) {
      ALL[gate] = new BriefLock();
    }
  }

  private Gates() {}

  /** The gate of the pair of that number. */
  static BriefLock of(long number) {
    return ALL[(int) number & ALL.length - 1];
  }
}
