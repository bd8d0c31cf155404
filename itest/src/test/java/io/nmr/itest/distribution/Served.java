package io.nmr.itest.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** What the sample modules serve, at the places that they have printed. */
record Served(Printed printed) {
  /** As by {@code curl}. */
  String resolve(String name) throws IOException {
    String base = printed.await("^gateway: (http://\\S+)NAME$").group(1);
    try (InputStream in = URI.create(base + name).toURL().openStream()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** As by {@code nc}. */
  void assertEchoes() throws IOException {
    String port = printed.await("^tcp: echo listens on 127\\.0\\.0\\.1:(\\d+)$").group(1);
    try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(port))) {
      socket.getOutputStream().write("hello\n".getBytes(UTF_8));
      assertThat(socket.getInputStream().readNBytes(6)).asString(UTF_8).isEqualTo("hello\n");
    }
    String path = printed.await("^unix: echo listens on (.+)$").group(1);
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(Path.of(path)))) {
      channel.write(ByteBuffer.wrap(new byte[] {42}));
      ByteBuffer answer = ByteBuffer.allocate(1);
      assertThat(channel.read(answer)).isEqualTo(1);
      assertThat(answer.get(0)).isEqualTo((byte) 42);
    }
  }
}
