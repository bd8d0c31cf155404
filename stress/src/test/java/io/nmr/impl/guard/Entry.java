package io.nmr.impl.guard;

/**
 * A callee that stays until the guard is closed, or for some time, so that a race finds it inside.
 */
class Entry extends Subject {
  private static final int STAY = 2_000;

  @Override
  final int inside() {
    for (int looks = 0; looks < STAY && !isThrough; looks++) {
      Thread.onSpinWait();
    }
    return super.inside();
  }
}
