package io.nmr.sample.echo;

import io.nmr.NetworkModule;
import io.nmr.local.LoadedModule;
import io.nmr.local.LocalRegistrar;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Modules that run in this JVM, and sockets to them; close it after the test. */
final class TestStack {
  private final LocalRegistrar registrar = new LocalRegistrar();
  private final Set<String> properties = new HashSet<>();
  private final Deque<LoadedModule> started = new ArrayDeque<>();
  private final List<SocketChannel> sockets = new ArrayList<>();

  LocalRegistrar registrar() {
    return registrar;
  }

  void set(String property, String value) {
    System.setProperty(property, value);
    properties.add(property);
  }

  LoadedModule start(NetworkModule module) throws Exception {
    started.push(registrar.load(module));
    return started.element();
  }

  /**
   * Finds a free port of the loopback address and keeps other processes from being given it: a
   * socket stays bound to it, which does not listen and lets others that ask for the port bind to
   * it too.
   */
  InetSocketAddress reservePort() throws IOException {
    SocketChannel holder = SocketChannel.open();
    sockets.add(holder);
    holder.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return (InetSocketAddress) holder.getLocalAddress();
  }

  SocketChannel connect(SocketAddress address) throws IOException {
    sockets.add(SocketChannel.open(address));
    return sockets.get(sockets.size() - 1);
  }

  void close() throws Exception {
    started.forEach(LoadedModule::close);
    for (SocketChannel socket : sockets) {
      socket.close();
    }
    registrar.close();
    properties.forEach(System::clearProperty);
  }
}
