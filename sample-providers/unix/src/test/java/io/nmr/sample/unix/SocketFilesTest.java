package io.nmr.sample.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.NoInterfaceException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFilesTest {
  @TempDir Path dir;
  private Path file;
  private SocketFiles files;

  @BeforeEach
  void configure() {
    file = dir.resolve("nmr-echo.sock");
    files = new SocketFiles(Map.of("nmr.sample.unix.dir", dir.toString())::get);
  }

  @Test
  void only_the_owner_may_connect_and_the_file_goes() throws Exception {
    try (ServerSocketChannel server = files.listen("echo")) {
      assertThat(Files.getPosixFilePermissions(file))
          .containsExactlyInAnyOrder(
              PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
      assertThat(server.isOpen()).isTrue();
    }
    files.closed("echo");
    assertThat(file).doesNotExist();
  }

  @Test
  void a_file_that_a_dead_process_has_left_is_replaced() throws Exception {
    files.listen("echo").close(); // closing a socket leaves its file
    assertThat(Files.exists(file)).isTrue();
    try (ServerSocketChannel server = files.listen("echo");
        SocketChannel socket = SocketChannel.open(files.address("echo"))) {
      assertThat(socket.isConnected()).isTrue();
      assertThat(server.isOpen()).isTrue();
    }
  }

  @Test
  void a_socket_that_somebody_listens_on_is_not_touched() throws Exception {
    try (ServerSocketChannel server = files.listen("echo")) {
      assertThatThrownBy(() -> files.listen("echo"))
          .isInstanceOf(NoInterfaceException.class)
          .hasMessageContaining("somebody listens there already")
          .hasMessageContaining("nmr.sample.unix.echo.path");
      try (SocketChannel socket = SocketChannel.open(server.getLocalAddress())) {
        assertThat(socket.isConnected()).isTrue();
      }
    }
  }

  @Test
  void a_file_that_is_no_socket_is_not_touched() throws Exception {
    Files.writeString(file, "precious");
    assertThatThrownBy(() -> files.listen("echo"))
        .isInstanceOf(NoInterfaceException.class)
        .hasMessageContaining("is no socket");
    assertThat(file).hasContent("precious");
  }
}
