package io.nmr.impl.core;

/** Fills the heap of a JVM, but for so much. Its thread makes no other object meanwhile. */
final class FullHeap {
  /** The smallest object of a JVM, and what memory is dealt out in. */
  static final int STEP = 16;

  /** More than what is tried needs. */
  static final int MOST = 4096;

  private static final int LARGE = 1 << 18;

  private Object[] filling;
  private byte[] left;

  /** How much the next filling leaves, at least. */
  void leaving(int bytes) {
    left = new byte[bytes];
  }

  void fill() {
    for (int size = LARGE; size > 0; size /= 4) {
      try {
        while (true) {
          Object[] more = new Object[size];
          more[0] = filling;
          filling = more;
        }
      } catch (OutOfMemoryError full) {
        // Goes on with smaller pieces: nothing is to be left.
      }
    }
    left = null; // but for that, which the JVM finds when it needs it
  }

  void empty() {
    filling = null;
  }
}
