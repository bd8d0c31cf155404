package io.nmr.impl.guard;

/** A callee that leaves when the closing begins, or after some time. */
class Exit extends Subject {
  private static final int STAY = 200;

  @Override
  final int inside() {
    for (int looks = 0; looks < STAY && runDown.isMarking(); looks++) {
      Thread.onSpinWait();
    }
    return super.inside();
  }
}
