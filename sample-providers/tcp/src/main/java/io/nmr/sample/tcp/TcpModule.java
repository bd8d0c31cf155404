package io.nmr.sample.tcp;

import io.nmr.sample.transport.base.Network;
import io.nmr.sample.transport.base.SocketNetwork;
import io.nmr.sample.transport.base.TransportModule;

/** Provides the transport NPI over TCP, on the ports of {@link TcpPorts}. */
public final class TcpModule extends TransportModule {
  /** Names the kind of transport. */
  public TcpModule() {
    super("tcp");
  }

  @Override
  protected Network network() {
    TcpPorts ports = new TcpPorts(bundleContext()::getProperty);
    return new SocketNetwork("tcp", ports, System.out::println);
  }
}
