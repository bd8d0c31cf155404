package io.nmr.sample.manual;

import io.nmr.Npi;
import org.osgi.annotation.versioning.ProviderType;

/** The dispatch interface between the two halves of this module; a call takes a long time. */
@ProviderType
public interface Chore {
  /** The NPI, which only this bundle can use, because no other bundle sees its dispatch type. */
  Npi<Chore, Void> NPI = Npi.of("io.nmr.sample.manual.chore", Chore.class);

  /** Does one piece of work, which cannot be interrupted. */
  void work();
}
