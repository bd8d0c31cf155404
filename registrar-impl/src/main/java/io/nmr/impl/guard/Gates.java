package io.nmr.impl.guard;

/**
 * The locks of all accounts of calls. Few and shared, for a lock for each pair would cost each pair
 * its memory; each is held for a few instructions ({@link BriefLock}). A binding's monitor may be
 * held when one of these is taken, never the other way round, and never two of these.
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
