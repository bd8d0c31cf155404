package io.nmr.impl.guard;

/**
 * A condition of a {@link RunDown} that has newly come to hold; the binding acts on it with no lock
 * held.
 */
public enum Change {
  /** The client can call no more. */
  CLIENT_ENDED,
  /** The provider can call no more. */
  PROVIDER_ENDED,
  /** Both sides have detached: cleanup may run. */
  RUN_DOWN
}
