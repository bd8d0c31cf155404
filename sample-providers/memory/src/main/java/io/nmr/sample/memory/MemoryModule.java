package io.nmr.sample.memory;

import io.nmr.sample.transport.base.Network;
import io.nmr.sample.transport.base.TransportModule;

/**
 * Provides the transport NPI inside the JVM: a client that connects reaches the client that has
 * named the service, with no socket between.
 */
public final class MemoryModule extends TransportModule {
  /** Names the kind of transport. */
  public MemoryModule() {
    super("memory");
  }

  @Override
  protected Network network() {
    return new MemoryNetwork();
  }
}
