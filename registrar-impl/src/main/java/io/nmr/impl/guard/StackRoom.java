package io.nmr.impl.guard;

/**
 * Makes sure that there is room on the stack for what must not be divided by its end, such as the
 * growing of a map that is everybody's.
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
