package io.nmr.deploy;

/** How a new bundle takes the place of an old one. */
public enum Manner {
  /**
   * The new one is started beside the old one and attached; then the old one is unloaded. There is
   * no moment without one.
   */
  SIDE_BY_SIDE,
  /** The old one is stopped, updated and started. Between the stop and the start there is none. */
  STOP_FIRST
}
