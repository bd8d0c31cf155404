package io.nmr.util;

import io.nmr.Npi;
import java.util.Objects;

/** No attached provider of the set could be called. */
public class NoProviderException extends IllegalStateException {
  private static final long serialVersionUID = 1L;
  private final transient Npi<?, ?> npi;

  /** For a {@link ProviderSet} to throw. */
  public NoProviderException(Npi<?, ?> npi) {
    super("no provider of " + npi.id() + " is attached");
    this.npi = Objects.requireNonNull(npi, "npi");
  }

  /** The interface that nobody provides. */
  public Npi<?, ?> npi() {
    return npi;
  }
}
