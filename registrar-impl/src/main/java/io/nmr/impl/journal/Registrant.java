package io.nmr.impl.journal;

import io.nmr.RegistrationInstance;
import io.nmr.Side;

/**
 * A registration as messages and events name it.
 *
 * @param side the role that the registration has
 * @param instance the registered instance
 * @param bundle the module that has made the registration
 */
public record Registrant(Side side, RegistrationInstance instance, String bundle) {
  /** The registration in words: {@code provider io.example.tcp of io.example.transport}. */
  @Override
  public String toString() {
    return side + " " + instance + " of " + instance.npi().id();
  }
}
