package io.nmr.faults;

import java.util.Locale;

/** One side of a binding, as the fault matrix names its modules. */
public enum Who {
  CLIENT,
  PROVIDER;

  public Who other() {
    return this == CLIENT ? PROVIDER : CLIENT;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
