package io.nmr.faults;

/** When the code runs that goes wrong. */
public enum Moment {
  /**
   * While the pair attaches. For what runs at a detach: the deregistration begins then, and has to
   * wait for the attach callbacks (R17).
   */
  DURING_ATTACH,
  /** While the pair is attached and nobody is leaving. */
  ATTACHED,
  /** While the pair is taken apart. */
  DURING_DETACH
}
