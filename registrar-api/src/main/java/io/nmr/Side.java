package io.nmr;

/** One of the two roles in a binding. Everything that the protocol does, it does for a side. */
public enum Side {
  /** Asked first to attach and first to detach. */
  CLIENT,
  /** Asked second. */
  PROVIDER;

  /** The opposite role. */
  public Side peer() {
    return this == CLIENT ? PROVIDER : CLIENT;
  }

  /** {@code client} or {@code provider}, for messages. */
  @Override
  public String toString() {
    return this == CLIENT ? "client" : "provider";
  }
}
