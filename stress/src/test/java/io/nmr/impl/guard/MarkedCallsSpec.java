package io.nmr.impl.guard;

/** Specifies calls that begin while their guard closes: each is let in whole or refused. */
public class MarkedCallsSpec {
  private boolean isClosed;

  public String call() {
    return isClosed ? "refused" : "in";
  }

  /**
   * A thread that is inside may make nested calls, so the inner call is let in if the outer was.
   */
  public String nestedCalls() {
    return isClosed ? "refused" : "in, in";
  }

  public void close() {
    isClosed = true;
  }
}
