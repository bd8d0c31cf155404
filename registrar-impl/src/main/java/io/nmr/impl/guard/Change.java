package io.nmr.impl.guard;

/** What has newly come to hold of a {@link RunDown}, for the binding to act on without its lock. */
public enum Change {
  /** The client can call no more. */
  CLIENT_ENDED,
  /** The provider can call no more. */
  PROVIDER_ENDED,
  /** Both sides have detached: cleanup may run. */
  RUN_DOWN
}
