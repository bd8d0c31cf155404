package io.nmr.itest;

import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs inside the framework, with the registrar's API for its classes and those of the
 * bundles: what it does, a module could do. JUnit finds and reports it as any other.
 */
@ExtendWith(InFramework.class)
@Timeout(60)
public abstract class Inside {
  /** The framework that it is in, with the registrar. */
  protected Osgi osgi;

  /** For subclasses. */
  protected Inside() {}

  /** The framework's properties. */
  protected Map<String, String> properties() {
    return Map.of();
  }

  /** Makes it ready, in the framework. */
  protected void begin() throws Exception {}

  /** Lets everything go that the test may have left waiting, before the framework stops. */
  protected void end() {}
}
