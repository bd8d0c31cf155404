package io.nmr.impl.guard;

/** What a guard promises of calls that begin and end while it is being closed: all or nothing. */
public class MarkedCallsSpec {
  private boolean isClosed;

  public String call() {
    return isClosed ? "refused" : "in";
  }

  /** Who is inside may nest: the inner call is let in if the outer one was. */
  public String nestedCalls() {
    return isClosed ? "refused" : "in, in";
  }

  public void close() {
    isClosed = true;
  }
}
