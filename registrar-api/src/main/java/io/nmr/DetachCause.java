package io.nmr;

/** The reason for which a binding is taken apart. */
public enum DetachCause {
  /** The client deregistered, or its bundle stopped. */
  CLIENT_DEREGISTERED,
  /** The provider deregistered, or its bundle stopped. */
  PROVIDER_DEREGISTERED,
  /** The client's attach callback threw after its attach had succeeded. */
  ATTACH_FAILED,
  /** An operator, or a hold's deadline, gave up the wait; a call or callback may still run. */
  ABANDONED
}
