package io.nmr.sample.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.local.LoadedModule;
import io.nmr.sample.framing.FramingModule;
import io.nmr.sample.unix.UnixModule;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three modules deep: echo on framing on a transport. */
@Timeout(120)
class MessagesTest {
  /** Few enough for the system's buffers to hold them and their answers. */
  private static final int MESSAGES = 100;

  @TempDir Path dir;
  private final TestStack stack = new TestStack();
  private LoadedModule unix;
  private LoadedModule framing;
  private LoadedModule echo;
  private DataInputStream in;
  private DataOutputStream out;

  @BeforeEach
  void start() throws Exception {
    Path file = dir.resolve("message.sock");
    stack.set("nmr.sample.unix.dir", dir.toString());
    stack.set("nmr.sample.unix.message.path", file.toString());
    stack.set("nmr.sample.framing.maxLength", "1000");
    stack.set("nmr.sample.unix.linger", "200");
    framing = stack.start(new FramingModule());
    unix = stack.start(new UnixModule());
    echo = stack.start(new EchoModule());
    SocketChannel socket = stack.connect(UnixDomainSocketAddress.of(file));
    in = new DataInputStream(Channels.newInputStream(socket));
    out = new DataOutputStream(Channels.newOutputStream(socket));
  }

  @AfterEach
  void close() throws Exception {
    stack.close();
  }

  @Test
  void a_message_comes_back() throws Exception {
    send("hello");
    assertThat(receive()).isEqualTo("hello");
  }

  @Test
  void a_message_over_the_limit_closes_the_connection() throws Exception {
    send("fine");
    out.writeInt(1001);
    assertThat(receive()).isEqualTo("fine");
    assertThat(in.read()).isEqualTo(-1);
  }

  @Test
  void R12_messages_that_have_arrived_are_answered_before_echo_goes() throws Exception {
    sendAll();
    echo.close();
    receiveAll();
  }

  @Test
  void R12_messages_that_have_arrived_are_answered_before_framing_goes() throws Exception {
    sendAll();
    framing.close();
    receiveAll();
  }

  @Test
  void R12_messages_that_have_arrived_are_answered_before_the_transport_goes() throws Exception {
    sendAll();
    unix.close();
    receiveAll();
  }

  @Test
  void a_remote_that_takes_nothing_holds_no_unload_for_ever() throws Exception {
    CountDownLatch isUnderWay = new CountDownLatch(50);
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(
            () -> {
              while (true) { // until the buffers are full of answers, and then of messages
                try {
                  send("x".repeat(1000));
                } catch (Exception closed) {
                  return;
                }
                isUnderWay.countDown();
              }
            });
    isUnderWay.await();
    framing.close();
    sending.get(60, TimeUnit.SECONDS);
  }

  private void sendAll() throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      send("message " + i);
    }
  }

  private void receiveAll() throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      assertThat(receive()).isEqualTo("message " + i);
    }
    assertThat(in.read()).isEqualTo(-1);
  }

  private void send(String message) throws Exception {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private String receive() throws Exception {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
