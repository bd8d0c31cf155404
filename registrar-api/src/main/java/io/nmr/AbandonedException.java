package io.nmr;

import java.util.List;

/** A deregistration was given up: what it waited for may still be running. */
public class AbandonedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;
  private final transient List<Blocker> leftBehind;

  /** For the registrar to complete a deregistration with. */
  public AbandonedException(RegistrationInstance registration, List<Blocker> leftBehind) {
    super(
        registration
            + " ("
            + registration.npi().id()
            + ") was abandoned, left behind: "
            + leftBehind);
    this.leftBehind = List.copyOf(leftBehind);
  }

  /** What was still in progress at that moment. */
  public List<Blocker> leftBehind() {
    return leftBehind;
  }
}
