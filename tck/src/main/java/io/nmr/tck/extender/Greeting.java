package io.nmr.tck.extender;

import io.nmr.Npi;

/** The NPI of the modules that the extender makes. */
public interface Greeting {
  Npi<Greeting, Void> NPI = Npi.of("io.nmr.tck.greeting", Greeting.class);

  /** Returns a greeting. */
  String greet();
}
