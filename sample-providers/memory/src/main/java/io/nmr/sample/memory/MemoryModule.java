package io.nmr.sample.memory;

import io.nmr.NetworkModule;
import io.nmr.Registrar;
import io.nmr.sample.transport.base.EventLoop;
import io.nmr.sample.transport.base.TransportProvider;
import org.jspecify.annotations.Nullable;

/**
 * Provides the transport NPI inside the JVM: a client that connects reaches the client that has
 * named the service, with no socket between.
 */
public final class MemoryModule extends NetworkModule {
  private @Nullable EventLoop loop;

  /** For the framework. */
  public MemoryModule() {}

  @Override
  protected void load(Registrar registrar) {
    EventLoop started = EventLoop.start("io.nmr.sample.memory");
    loop = started;
    registrar.registerProvider(
        new TransportProvider(new MemoryNetwork(), started, null).characteristics("memory"));
  }

  @Override
  protected void unload() {
    EventLoop started = loop;
    if (started != null) {
      started.close();
    }
  }
}
