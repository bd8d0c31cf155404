package io.nmr;

/** One of the two roles in a binding. */
public enum Side {
  /** The side that is asked first to attach and first to detach. */
  CLIENT,
  /** The side that is asked second. */
  PROVIDER;

  /** {@return the opposite role} */
  public Side peer() {
    return this == CLIENT ? PROVIDER : CLIENT;
  }

  /** {@code client} or {@code provider}, for messages. */
  @Override
  public String toString() {
    return this == CLIENT ? "client" : "provider";
  }
}
