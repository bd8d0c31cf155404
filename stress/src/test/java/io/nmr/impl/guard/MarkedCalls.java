package io.nmr.impl.guard;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/** The operations of a guard that is open, called and closed. */
public abstract class MarkedCalls {
  private final Subject subject;
  private volatile boolean isClosed;
  private final boolean isModelChecked;

  MarkedCalls(Subject subject, boolean isModelChecked) {
    this.subject = subject;
    this.isModelChecked = isModelChecked;
  }

  /**
   * The model checker takes back what is static after each run, the list of all marks included, but
   * not what its threads keep: there each call is made as if by a new thread.
   */
  private long[] marks() {
    return isModelChecked ? Marks.newMarks(Thread.currentThread()) : GuardedCalls.marks();
  }

  @Operation
  public String call() {
    return text(subject.call(marks()));
  }

  @Operation
  public String nestedCalls() {
    long[] own = marks();
    int depth = subject.enter(own);
    CountedCall call;
    try {
      call = GuardedCalls.count(subject.guard, depth);
    } catch (Subject.Refused refused) {
      return "refused";
    }
    int inner = subject.call(own);
    int outer = subject.inside();
    subject.exit(own, depth, call);
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

  /** No call that has left is waited for. */
  @Validate
  public void allHasRunDownIfClosed() {
    if (isClosed && !subject.runDown.hasRunDown()) {
      throw new IllegalStateException("a call that has left is waited for");
    }
  }
}
