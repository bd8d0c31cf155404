package io.nmr.impl.guard;

/**
 * Makes sure that there is room on the stack for what must not be divided by its end. A lock of
 * {@code java.util.concurrent} that is taken on the last few frames is taken, and then the overflow
 * is thrown before anybody could let go of it; a monitor has no such gap, but no queue either.
 */
final class StackRoom {
  /** Some ten kilobytes where frames are as small as compiled code has them, and more elsewhere. */
  private static final int FRAMES = 256;

  private StackRoom() {}

  /**
   * Returns if there is room.
   *
   * @throws StackOverflowError if there is none; nothing has happened
   */
  static void ensure() {
    int frames = use(FRAMES);
    if (frames != FRAMES) {
      throw new AssertionError(frames);
    }
  }

  /** The sum is made on the way back, so that each frame stays until the last has been there. */
  private static int use(int frames) {
    return frames == 0 ? 0 : 1 + use(frames - 1);
  }
}
