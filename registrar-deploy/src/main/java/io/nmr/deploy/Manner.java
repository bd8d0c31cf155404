package io.nmr.deploy;

/** How a new bundle takes the place of an old one. */
public enum Manner {
  /**
   * The new one is started beside the old one and attached; then the old one is unloaded. There is
   * no moment without one.
   */
  SIDE_BY_SIDE("side by side"),
  /** The old one is stopped, updated and started. Between the stop and the start there is none. */
  STOP_FIRST("by stop, update and start");

  private final String words;

  Manner(String words) {
    this.words = words;
  }

  /** As in {@code hosts 2.0.0 (7) has taken the place of hosts (6) side by side}. */
  public String words() {
    return words;
  }
}
