package io.nmr.impl.threads;

/**
 * Makes sure that a thread has room on its stack for what the registrar itself does on it, which
 * must not be divided by the end of the stack: half of it might be lost for good, and a lock of the
 * JDK's might stay taken. What modules do in their callbacks is theirs; when they have thrown, the
 * room is there again.
 */
public final class StackRoom {
  /** Tens of kilobytes, at least: the frames are small where they are compiled. */
  private static final int FRAMES = 512;

  private StackRoom() {}

  /**
   * Returns if there is room.
   *
   * @throws StackOverflowError if there is none; nothing has happened
   */
  public static void ensure() {
    long unused = use(FRAMES, 1, 2, 3, 4);
  }

  /** The sum is made on the way back, so that each frame stays until the last has been there. */
  private static long use(int frames, long a, long b, long c, long d) {
    return frames == 0 ? a : a + use(frames - 1, b, c, d, a) + b * c - d;
  }
}
