package io.nmr.impl.threads;

/**
 * Makes sure that a thread has enough room on its stack for the registrar's own work. The end of
 * the stack must not interrupt that work half-way: the other half might be lost for good, and a
 * lock of the JDK might stay taken. The use of the stack in callbacks is the modules' concern; when
 * a callback has thrown, the room is there again.
 */
public final class StackRoom {
  /** The depth of the check: at least tens of kilobytes, since compiled frames are small. */
  private static final int FRAMES = 512;

  private StackRoom() {}

  /**
   * Returns if there is room.
   *
   * @throws StackOverflowError if there is none; nothing has been done by then
   */
  public static void ensure() {
    long unused = use(FRAMES, 1, 2, 3, 4);
  }

  /**
   * Uses that many frames. The sum is made on the way back, so each frame stays until the last one
   * has been reached.
   */
  private static long use(int frames, long a, long b, long c, long d) {
    return frames == 0 ? a : a + use(frames - 1, b, c, d, a) + b * c - d;
  }
}
