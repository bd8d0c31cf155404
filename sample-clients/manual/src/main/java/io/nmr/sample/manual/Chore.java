package io.nmr.sample.manual;

import io.nmr.Npi;
import org.osgi.annotation.versioning.ProviderType;

/** What the two halves of this module share: a call that takes its time. */
@ProviderType
public interface Chore {
  /** An NPI that nobody outside of this bundle can see the type of. */
  Npi<Chore, Void> NPI = Npi.of("io.nmr.sample.manual.chore", Chore.class);

  /** Does one piece of work; no one can hurry it. */
  void work();
}
