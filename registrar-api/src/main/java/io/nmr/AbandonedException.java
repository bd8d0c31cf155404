package io.nmr;

import java.util.List;

/**
 * The outcome of a deregistration that an operator, or a hold's deadline, has given up: the calls
 * and callbacks that it waited for may still be running. NMR has no counterpart; it waits for ever.
 */
public class AbandonedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;
  private final transient List<Blocker> leftBehind;

  /**
   * Used by the registrar, which completes the deregistration with it.
   *
   * @param registration the registration that was being deregistered
   * @param leftBehind the calls and callbacks that are in progress
   */
  public AbandonedException(RegistrationInstance registration, List<Blocker> leftBehind) {
    super(
        registration
            + " ("
            + registration.npi().id()
            + ") was abandoned, left behind: "
            + leftBehind);
    this.leftBehind = List.copyOf(leftBehind);
  }

  /** {@return the calls and callbacks that were in progress when the wait was given up} */
  public List<Blocker> leftBehind() {
    return leftBehind;
  }
}
