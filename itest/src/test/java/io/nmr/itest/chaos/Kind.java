package io.nmr.itest.chaos;

import java.util.Random;

/** What is done, to a bundle or as an operator, and how often among a hundred. */
enum Kind {
  START(31),
  STOP(25),
  UPDATE(14),
  REFRESH(12),
  UNINSTALL(7),
  INSTALL(7),
  ABANDON(4);

  private final int share;

  Kind(int share) {
    this.share = share;
  }

  static Kind next(Random random) {
    int left = random.nextInt(100);
    for (Kind each : values()) {
      left -= each.share;
      if (left < 0) {
        return each;
      }
    }
    throw new IllegalStateException("the shares are no hundred");
  }
}
