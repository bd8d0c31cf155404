package io.nmr.sample.unix;

import io.nmr.sample.transport.base.Network;
import io.nmr.sample.transport.base.SocketNetwork;
import io.nmr.sample.transport.base.TransportModule;

/** Provides the transport NPI over Unix-domain sockets, on the files of {@link SocketFiles}. */
public final class UnixModule extends TransportModule {
  /** Names the kind of transport. */
  public UnixModule() {
    super("unix");
  }

  @Override
  protected Network network() {
    SocketFiles files = new SocketFiles(bundleContext()::getProperty);
    return new SocketNetwork("unix", files, System.out::println);
  }
}
