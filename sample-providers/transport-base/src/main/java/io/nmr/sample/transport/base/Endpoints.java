package io.nmr.sample.transport.base;

import io.nmr.NoInterfaceException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.osgi.annotation.versioning.ConsumerType;

/** Which socket stands for a service. */
@ConsumerType
public interface Endpoints {
  /**
   * Opens and binds a socket for a service. On the attaching thread.
   *
   * @throws NoInterfaceException if none is configured, or it cannot be bound; with what to do
   */
  ServerSocketChannel listen(String service) throws NoInterfaceException;

  /** The socket for that service was closed. */
  default void closed(String service) {}

  /** Opens a socket to connect with. */
  SocketChannel open() throws IOException;

  /** Where to connect to for a service. */
  SocketAddress address(String service) throws IOException;

  /** An address, for people. */
  default String text(SocketAddress address) {
    return address.toString();
  }
}
