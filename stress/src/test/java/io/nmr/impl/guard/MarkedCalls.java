package io.nmr.impl.guard;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/** The operations of a guard that is open, called and closed. */
public abstract class MarkedCalls {
  private final Subject subject;
  private volatile boolean isClosed;

  MarkedCalls(Subject subject) {
    this.subject = subject;
  }

  @Operation
  public String call() {
    return text(subject.call());
  }

  @Operation
  public String nestedCalls() {
    long[] own = GuardedCalls.marks();
    int height = (int) own[0];
    int depth = subject.enter(own);
    CountedCall call = GuardedCalls.newCall(subject.guard, depth);
    try {
      GuardedCalls.count(subject.guard, own, call);
    } catch (Subject.Refused refused) {
      return "refused";
    }
    int inner = subject.call(own);
    int outer = subject.inside();
    subject.exit(own, height, depth, call);
    return text(outer) + ", " + text(inner);
  }

  private static String text(int seen) {
    return switch (seen) {
      case Subject.SAFE -> "in";
      case Subject.REFUSED -> "refused";
      default -> "cleaned up while inside";
    };
  }

  @Operation
  public void close() {
    subject.close();
    isClosed = true;
  }

  /** The guard waits for no call that has left. */
  @Validate
  public void allHasRunDownIfClosed() {
    if (isClosed && !subject.runDown.hasRunDown()) {
      throw new IllegalStateException("a call that has left is waited for");
    }
  }
}
