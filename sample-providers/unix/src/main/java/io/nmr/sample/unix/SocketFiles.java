package io.nmr.sample.unix;

import io.nmr.NoInterfaceException;
import io.nmr.sample.transport.base.Endpoints;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The socket file of each service, from framework properties:
 *
 * <ul>
 *   <li>{@code nmr.sample.unix.<service>.path}: the file
 *   <li>{@code nmr.sample.unix.dir}: the directory of {@code nmr-<service>.sock}, which is the file
 *       if no path is set; by default the directory for temporary files
 * </ul>
 *
 * <p>A socket file that a dead process has left behind is replaced. A file that somebody listens
 * on, or that is no socket, is not touched. Only the owner may connect. The file is deleted when
 * listening ends.
 */
final class SocketFiles implements Endpoints {
  static final String PREFIX = "nmr.sample.unix.";

  private final UnaryOperator<@Nullable String> properties;

  SocketFiles(UnaryOperator<@Nullable String> properties) {
    this.properties = properties;
  }

  @Override
  public ServerSocketChannel listen(String service) throws NoInterfaceException {
    Path file = Path.of("");
    ServerSocketChannel server = null;
    try {
      file = file(service);
      removeStale(file);
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(file));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      return server;
    } catch (IOException | InvalidPathException | UnsupportedOperationException failed) {
      if (server != null) {
        closeQuietly(server, file);
      }
      throw new NoInterfaceException(
          "cannot listen on %s for %s: %s; set %s%s.path, then start the module again"
              .formatted(file, service, failed.getMessage(), PREFIX, service));
    }
  }

  private static void closeQuietly(ServerSocketChannel server, Path file) {
    try (server) {
      if (server.getLocalAddress() != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException ignored) {
      // The caller tells why it could not listen, which matters more.
    }
  }

  private static void removeStale(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new IOException("there is a file of that name that is no socket");
    }
    if (isListenedOn(file)) {
      throw new IOException("somebody listens there already");
    }
    Files.delete(file);
  }

  private static boolean isListenedOn(Path file) {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
      return probe.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  @Override
  public void closed(String service) {
    try {
      Files.deleteIfExists(file(service));
    } catch (IOException failed) {
      System.err.println("unix: the socket file of " + service + " stays: " + failed);
    }
  }

  @Override
  public SocketChannel open() throws IOException {
    return SocketChannel.open(StandardProtocolFamily.UNIX);
  }

  @Override
  public UnixDomainSocketAddress address(String service) {
    return UnixDomainSocketAddress.of(file(service));
  }

  private Path file(String service) {
    String path = properties.apply(PREFIX + service + ".path");
    if (path != null) {
      return Path.of(path);
    }
    String dir = properties.apply(PREFIX + "dir");
    return Path.of(
        dir != null ? dir : System.getProperty("java.io.tmpdir"), "nmr-" + service + ".sock");
  }

  @Override
  public String text(SocketAddress address) {
    String path = address.toString();
    return path.isEmpty() ? "a local process" : path;
  }
}
