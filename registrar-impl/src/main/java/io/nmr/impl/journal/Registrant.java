package io.nmr.impl.journal;

import io.nmr.RegistrationInstance;
import io.nmr.Side;

/**
 * A registration as messages and events name it.
 *
 * @param side the role that it has
 * @param instance what it has registered
 * @param bundle the module that has registered it
 */
public record Registrant(Side side, RegistrationInstance instance, String bundle) {
  /** {@code provider io.example.tcp of io.example.transport}. */
  @Override
  public String toString() {
    return side + " " + instance + " of " + instance.npi().id();
  }
}
