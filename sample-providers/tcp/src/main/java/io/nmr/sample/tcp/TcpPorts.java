package io.nmr.sample.tcp;

import io.nmr.NoInterfaceException;
import io.nmr.sample.transport.base.Endpoints;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The TCP port of each service, from framework properties:
 *
 * <ul>
 *   <li>{@code nmr.sample.tcp.host}: the address to listen on, 127.0.0.1
 *   <li>{@code nmr.sample.tcp.<service>.port}: the port, 7007 for echo and 7008 for message; 0 lets
 *       the system choose. A client whose service has no port is declined.
 * </ul>
 */
final class TcpPorts implements Endpoints {
  static final String PREFIX = "nmr.sample.tcp.";
  private static final Map<String, Integer> DEFAULTS = Map.of("echo", 7007, "message", 7008);

  private final UnaryOperator<@Nullable String> properties;

  TcpPorts(UnaryOperator<@Nullable String> properties) {
    this.properties = properties;
  }

  @Override
  public ServerSocketChannel listen(String service) throws NoInterfaceException {
    InetSocketAddress address;
    try {
      address = address(service);
    } catch (IOException unknown) {
      throw new NoInterfaceException(String.valueOf(unknown.getMessage()));
    }
    ServerSocketChannel server = null;
    try {
      server = ServerSocketChannel.open();
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      return server.bind(address);
    } catch (IOException failed) {
      closeQuietly(server);
      throw new NoInterfaceException(
          "cannot listen on %s for %s: %s; free the port or set %s, then start the module again"
              .formatted(text(address), service, failed.getMessage(), portProperty(service)));
    }
  }

  private static void closeQuietly(@Nullable ServerSocketChannel server) {
    try {
      if (server != null) {
        server.close();
      }
    } catch (IOException ignored) {
      // It is not bound, so nothing is lost.
    }
  }

  @Override
  public SocketChannel open() throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return channel;
  }

  @Override
  public InetSocketAddress address(String service) throws IOException {
    String host = properties.apply(PREFIX + "host");
    InetSocketAddress address =
        new InetSocketAddress(host == null ? "127.0.0.1" : host, port(service));
    if (address.isUnresolved()) {
      throw new IOException("the host in " + PREFIX + "host=" + host + " is unknown");
    }
    return address;
  }

  private int port(String service) throws IOException {
    String text = properties.apply(portProperty(service));
    if (text == null) {
      Integer usual = DEFAULTS.get(service);
      if (usual == null) {
        throw new IOException(
            "service '" + service + "' has no port; set " + portProperty(service));
      }
      return usual;
    }
    if (!text.strip().matches("[0-9]{1,5}") || Integer.parseInt(text.strip()) > 65535) {
      throw new IOException(portProperty(service) + "=" + text + " is no port, 0 to 65535");
    }
    return Integer.parseInt(text.strip());
  }

  private static String portProperty(String service) {
    return PREFIX + service + ".port";
  }

  @Override
  public String text(SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
        : address.toString();
  }
}
