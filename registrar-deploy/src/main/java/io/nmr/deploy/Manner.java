package io.nmr.deploy;

/** How a new bundle takes the place of an old one. */
public enum Manner {
  /**
   * The new bundle is started beside the old one; when it is attached, the old one is unloaded.
   * Clients always have one of the two.
   */
  SIDE_BY_SIDE("side by side"),
  /**
   * The old bundle is stopped, updated and started. Between the stop and the start clients have
   * neither.
   */
  STOP_FIRST("by stop, update and start");

  private final String words;

  Manner(String words) {
    this.words = words;
  }

  /**
   * The manner in a sentence, as in {@code hosts 2.0.0 (7) has taken the place of hosts (6) side by
   * side}.
   */
  public String words() {
    return words;
  }
}
