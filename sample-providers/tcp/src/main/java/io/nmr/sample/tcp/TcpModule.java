package io.nmr.sample.tcp;

import io.nmr.NetworkModule;
import io.nmr.Registrar;
import io.nmr.sample.transport.base.EventLoop;
import io.nmr.sample.transport.base.SocketNetwork;
import io.nmr.sample.transport.base.TransportProvider;
import org.jspecify.annotations.Nullable;

/**
 * Provides the transport NPI over TCP. The properties it reads are those of {@link TcpPorts}, and
 * {@code nmr.sample.tcp.linger}: for how many milliseconds an ending connection waits for a remote
 * that takes nothing, 5000.
 */
public final class TcpModule extends NetworkModule {
  private @Nullable EventLoop loop;

  /** For the framework. */
  public TcpModule() {}

  @Override
  protected void load(Registrar registrar) {
    TcpPorts ports = new TcpPorts(bundleContext()::getProperty);
    EventLoop started = EventLoop.start("io.nmr.sample.tcp");
    loop = started;
    SocketNetwork network = new SocketNetwork("tcp", ports, System.out::println);
    registrar.registerProvider(
        new TransportProvider(
                network, started, bundleContext().getProperty("nmr.sample.tcp.linger"))
            .characteristics("tcp"));
  }

  @Override
  protected void unload() {
    EventLoop started = loop;
    if (started != null) {
      started.close();
    }
  }
}
