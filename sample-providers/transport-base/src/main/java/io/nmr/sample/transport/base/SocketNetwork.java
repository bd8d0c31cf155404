package io.nmr.sample.transport.base;

import io.nmr.NoInterfaceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A network of sockets, of any address family, that the event loop's selector serves. */
public final class SocketNetwork implements Network {
  private static final int MOST_AT_ONCE =
      128; // so that a flood of connections cannot keep the loop to itself

  private final String name;
  private final Endpoints endpoints;
  private final Consumer<String> console;
  private final Map<String, SocketAddress> listening = new ConcurrentHashMap<>();

  /**
   * Makes a network.
   *
   * @param name the name of the transport in lines on the console
   * @param console prints a line: where the network listens, and what has failed
   */
  public SocketNetwork(String name, Endpoints endpoints, Consumer<String> console) {
    this.name = name;
    this.endpoints = endpoints;
    this.console = console;
  }

  @Override
  public Listener listen(String service, Attachment attachment) throws NoInterfaceException {
    ServerSocketChannel server;
    try {
      server = endpoints.listen(service);
    } catch (NoInterfaceException declined) {
      console.accept(name + ": " + declined.getMessage());
      throw declined;
    }
    SocketAddress address;
    try {
      server.configureBlocking(false);
      address = server.getLocalAddress();
    } catch (IOException failed) {
      close(service, server);
      throw new NoInterfaceException("cannot listen for " + service + ": " + failed, failed);
    }
    listening.put(service, address);
    attachment.loop().execute(() -> register(server, attachment));
    console.accept(name + ": " + service + " listens on " + endpoints.text(address));
    return () -> {
      accept(server, attachment); // connections that the system has already let in
      close(service, server);
    };
  }

  private void close(String service, ServerSocketChannel server) {
    listening.remove(service);
    try {
      server.close();
    } catch (IOException failed) {
      console.accept(name + ": closing the socket of " + service + ": " + failed);
    }
    endpoints.closed(service);
  }

  private void register(ServerSocketChannel server, Attachment attachment) {
    try {
      attachment.loop().register(server, SelectionKey.OP_ACCEPT, key -> accept(server, attachment));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void accept(ServerSocketChannel server, Attachment attachment) {
    try {
      for (int i = 0; i < MOST_AT_ONCE; i++) {
        SocketChannel channel = server.accept();
        if (channel == null) {
          return;
        }
        String remote = endpoints.text(channel.getRemoteAddress());
        channel.configureBlocking(false);
        attachment.accepted(new ChannelConnection(attachment, channel), remote);
      }
    } catch (IOException failed) {
      console.accept(name + ": a connection failed: " + failed);
    }
  }

  @Override
  public void connect(String service, Attachment attachment, CompletableFuture<Long> done) {
    SocketChannel channel = null;
    try {
      SocketAddress local = listening.get(service);
      channel = endpoints.open();
      channel.configureBlocking(false);
      SocketChannel opened = channel;
      if (channel.connect(local != null ? local : endpoints.address(service))) {
        attachment.connected(new ChannelConnection(attachment, channel), done);
      } else {
        attachment
            .loop()
            .register(
                channel, SelectionKey.OP_CONNECT, key -> finishConnect(opened, attachment, done));
      }
    } catch (IOException | RuntimeException failed) {
      abandon(channel, failed, done);
    }
  }

  private void finishConnect(
      SocketChannel channel, Attachment attachment, CompletableFuture<Long> done) {
    try {
      if (channel.finishConnect()) {
        attachment.connected(new ChannelConnection(attachment, channel), done);
      }
    } catch (IOException | RuntimeException failed) {
      abandon(channel, failed, done);
    }
  }

  private static void abandon(
      @Nullable SocketChannel channel, Exception failed, CompletableFuture<Long> done) {
    done.completeExceptionally(
        failed instanceof IOException ? failed : new IOException(failed.getMessage(), failed));
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException ignored) {
        // It was never connected.
      }
    }
  }
}
