package io.nmr.sample.echo;

import io.nmr.NetworkModule;
import io.nmr.local.LocalRegistrar;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Modules that run in this JVM, and sockets to them; close it after the test. */
final class TestStack {
  private final LocalRegistrar registrar = new LocalRegistrar();
  private final Map<String, String> properties = new HashMap<>();
  private final Deque<TestBundle> started = new ArrayDeque<>();
  private final List<SocketChannel> sockets = new ArrayList<>();

  LocalRegistrar registrar() {
    return registrar;
  }

  void set(String property, String value) {
    properties.put(property, value);
  }

  TestBundle start(NetworkModule module) throws Exception {
    started.push(TestBundle.start(module, registrar, properties));
    return started.element();
  }

  SocketChannel connect(SocketAddress address) throws IOException {
    sockets.add(SocketChannel.open(address));
    return sockets.get(sockets.size() - 1);
  }

  void close() throws Exception {
    for (TestBundle bundle : started) {
      bundle.stop();
    }
    for (SocketChannel socket : sockets) {
      socket.close();
    }
    registrar.close();
  }
}
