package io.nmr.sample.unix;

import io.nmr.NetworkModule;
import io.nmr.Registrar;
import io.nmr.sample.transport.base.EventLoop;
import io.nmr.sample.transport.base.SocketNetwork;
import io.nmr.sample.transport.base.TransportProvider;
import org.jspecify.annotations.Nullable;

/**
 * Provides the transport NPI over Unix-domain sockets. The properties it reads are those of {@link
 * SocketFiles}, and {@code nmr.sample.unix.linger}: for how many milliseconds an ending connection
 * waits for a remote that takes nothing, 5000.
 */
public final class UnixModule extends NetworkModule {
  private @Nullable EventLoop loop;

  /** For the framework. */
  public UnixModule() {}

  @Override
  protected void load(Registrar registrar) {
    SocketFiles files = new SocketFiles(bundleContext()::getProperty);
    EventLoop started = EventLoop.start("io.nmr.sample.unix");
    loop = started;
    SocketNetwork network = new SocketNetwork("unix", files, System.out::println);
    registrar.registerProvider(
        new TransportProvider(
                network, started, bundleContext().getProperty("nmr.sample.unix.linger"))
            .characteristics("unix"));
  }

  @Override
  protected void unload() {
    EventLoop started = loop;
    if (started != null) {
      started.close();
    }
  }
}
