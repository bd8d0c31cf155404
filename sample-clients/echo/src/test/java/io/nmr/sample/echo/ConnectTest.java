package io.nmr.sample.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.NetworkModule;
import io.nmr.local.LoadedModule;
import io.nmr.sample.memory.MemoryModule;
import io.nmr.sample.tcp.TcpModule;
import io.nmr.sample.unix.UnixModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that makes connections, on every transport: the echo service from inside. */
@Timeout(120)
class ConnectTest {
  enum Kind {
    TCP,
    UNIX,
    MEMORY;

    NetworkModule module() {
      return switch (this) {
        case TCP -> new TcpModule();
        case UNIX -> new UnixModule();
        case MEMORY -> new MemoryModule();
      };
    }
  }

  @TempDir Path dir;
  private final TestStack stack = new TestStack();
  private Caller caller;

  @BeforeEach
  void configure() {
    stack.set("nmr.sample.tcp.echo.port", "0");
    stack.set("nmr.sample.unix.dir", dir.toString());
  }

  @AfterEach
  void close() throws Exception {
    if (caller != null) {
      caller.finish();
      caller.registration().close();
    }
    stack.close();
  }

  @ParameterizedTest
  @EnumSource
  void what_is_sent_comes_back(Kind kind) throws Exception {
    stack.start(kind.module());
    stack.start(new EchoModule());
    caller = Caller.register(stack.registrar());
    long connection = connect();
    caller.transport().send(connection, new byte[7]);
    assertThat(next()).isEqualTo("received 7");
    caller.transport().endInput(connection);
    assertThat(next()).isEqualTo("ended");
    caller.transport().close(connection);
    assertThat(next()).isEqualTo("closed");
    assertThatThrownBy(() -> send(connection, 1)).hasRootCauseInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @EnumSource
  void R12_a_connection_that_the_client_made_is_served_until_the_client_is_done(Kind kind)
      throws Exception {
    stack.start(new EchoModule());
    LoadedModule transport = stack.start(kind.module());
    caller = Caller.register(stack.registrar());
    long connection = connect();
    send(connection, 7);
    assertThat(next()).isEqualTo("received 7");

    CompletableFuture<Void> stopping = CompletableFuture.runAsync(transport::close);

    // Echo, which is asked first, ends its side on its own time.
    assertThat(List.of(next(), next(), next()))
        .containsExactlyInAnyOrder("detach", "drained", "ended");
    assertThat(stopping).isNotDone();
    caller.finish();
    assertThat(next()).isEqualTo("closed");
    stopping.get(60, TimeUnit.SECONDS);
  }

  private long connect() throws Exception {
    return caller.transport().connect("echo").toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private void send(long connection, int length) throws Exception {
    caller
        .transport()
        .send(connection, new byte[length])
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  private String next() throws Exception {
    return caller.events.poll(60, TimeUnit.SECONDS);
  }
}
