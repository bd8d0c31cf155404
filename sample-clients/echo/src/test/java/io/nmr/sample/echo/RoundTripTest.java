package io.nmr.sample.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.local.LoadedModule;
import io.nmr.sample.tcp.TcpModule;
import io.nmr.sample.unix.UnixModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The echo service from outside, over sockets, with the modules' own activators. */
@Timeout(120)
class RoundTripTest {
  enum Kind {
    TCP,
    UNIX
  }

  @TempDir Path dir;
  private final TestStack stack = new TestStack();
  private SocketAddress address;

  @AfterEach
  void close() throws Exception {
    stack.close();
  }

  @ParameterizedTest
  @EnumSource
  void what_is_sent_comes_back_and_the_end_too(Kind kind) throws Exception {
    byte[] sent = random(3_000_000);
    start(kind);
    stack.start(new EchoModule());
    SocketChannel socket = connect();
    CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendAndEnd(socket, sent));
    assertThat(input(socket).readAllBytes()).isEqualTo(sent);
    sending.join();
  }

  @ParameterizedTest
  @EnumSource
  void R12_what_has_arrived_is_answered_before_the_transport_goes(Kind kind) throws Exception {
    byte[] sent = random(50_000);
    stack.start(new EchoModule());
    LoadedModule transport = start(kind);
    SocketChannel socket = connect();
    write(socket, sent);
    transport.close();
    assertThat(input(socket).readAllBytes()).isEqualTo(sent);
    assertNothingIsLeft(kind);
  }

  @ParameterizedTest
  @EnumSource
  void R12_what_has_arrived_is_answered_before_echo_goes(Kind kind) throws Exception {
    byte[] sent = random(50_000);
    start(kind);
    LoadedModule echo = stack.start(new EchoModule());
    SocketChannel socket = connect();
    write(socket, sent);
    echo.close();
    assertThat(input(socket).readAllBytes()).isEqualTo(sent);
    assertThatThrownBy(() -> SocketChannel.open(address)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @EnumSource
  void an_idle_connection_holds_no_unload(Kind kind) throws Exception {
    start(kind);
    LoadedModule echo = stack.start(new EchoModule());
    SocketChannel socket = connect();
    echo.close();
    assertThat(input(socket).read()).isEqualTo(-1);
  }

  @ParameterizedTest
  @EnumSource
  void a_module_that_was_unloaded_can_be_loaded_again_at_once(Kind kind) throws Exception {
    stack.start(new EchoModule());
    for (int i = 0; i < 20; i++) {
      LoadedModule transport = start(kind);
      SocketChannel socket = connect();
      write(socket, new byte[] {(byte) i});
      assertThat(input(socket).read()).isEqualTo(i);
      transport.close();
    }
    assertNothingIsLeft(kind);
  }

  private LoadedModule start(Kind kind) throws Exception {
    if (address == null) {
      if (kind == Kind.TCP) {
        InetSocketAddress free = stack.reservePort();
        address = free;
        stack.set("nmr.sample.tcp.echo.port", "" + free.getPort());
      } else {
        Path file = dir.resolve("echo.sock");
        address = UnixDomainSocketAddress.of(file);
        stack.set("nmr.sample.unix.echo.path", file.toString());
      }
    }
    return stack.start(kind == Kind.TCP ? new TcpModule() : new UnixModule());
  }

  private SocketChannel connect() throws IOException {
    return stack.connect(address);
  }

  private void assertNothingIsLeft(Kind kind) {
    assertThatThrownBy(() -> SocketChannel.open(address)).isInstanceOf(IOException.class);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("io.nmr.sample." + (kind == Kind.TCP ? "tcp" : "unix"));
    assertThat(Files.exists(dir.resolve("echo.sock"))).isFalse();
  }

  private static InputStream input(SocketChannel socket) {
    return Channels.newInputStream(socket);
  }

  private static void write(SocketChannel socket, byte[] data) throws IOException {
    for (ByteBuffer buffer = ByteBuffer.wrap(data); buffer.hasRemaining(); ) {
      socket.write(buffer);
    }
  }

  private static void sendAndEnd(SocketChannel socket, byte[] data) {
    try {
      write(socket, data);
      socket.shutdownOutput();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
