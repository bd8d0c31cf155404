package io.nmr.impl.guard;

import io.nmr.Side;
import org.jspecify.annotations.Nullable;

/** Steps of the guard with a part taken out, which the tests must notice. */
final class Broken {
  private Broken() {}

  /** An entry that looks before it marks, not after. */
  static int lookAndMark(RunDown runDown, long[] own) {
    return runDown.isMarking() ? Marks.push(own, runDown.mark(Side.CLIENT)) : 0;
  }

  /** An exit that does not look. */
  static void unmark(long[] own, int height, @Nullable CountedCall call) {
    Marks.pop(own, height);
    if (call != null) {
      call.leave();
    }
  }
}
