package io.nmr.sample.transport.base;

import io.nmr.NoInterfaceException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.osgi.annotation.versioning.ConsumerType;

/** The sockets of one address family: which of them stands for which service. */
@ConsumerType
public interface Endpoints {
  /**
   * Opens and binds a socket for a service. On the attaching thread.
   *
   * @throws NoInterfaceException if no socket is configured or it cannot be bound; the message says
   *     what to do
   */
  ServerSocketChannel listen(String service) throws NoInterfaceException;

  /** Called when the socket of that service has been closed. */
  default void closed(String service) {}

  /** Opens a socket to connect with. */
  SocketChannel open() throws IOException;

  /** The address to connect to for a service. */
  SocketAddress address(String service) throws IOException;

  /** An address as text, for messages. */
  default String text(SocketAddress address) {
    return address.toString();
  }
}
