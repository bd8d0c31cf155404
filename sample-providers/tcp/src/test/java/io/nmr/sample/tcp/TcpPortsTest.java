package io.nmr.sample.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.NoInterfaceException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TcpPortsTest {
  @Test
  void services_have_ports_on_the_loopback_address() throws Exception {
    TcpPorts ports = new TcpPorts(key -> null);
    assertThat(ports.text(ports.address("echo"))).isEqualTo("127.0.0.1:7007");
    assertThat(ports.text(ports.address("message"))).isEqualTo("127.0.0.1:7008");
  }

  @Test
  void a_service_without_a_port_is_declined() {
    assertThatThrownBy(() -> new TcpPorts(key -> null).listen("chat"))
        .isInstanceOf(NoInterfaceException.class)
        .hasMessage("service 'chat' has no port; set nmr.sample.tcp.chat.port");
  }

  @Test
  void a_port_that_is_none_is_declined_by_name() {
    Map<String, String> properties = Map.of("nmr.sample.tcp.echo.port", "70000");
    assertThatThrownBy(() -> new TcpPorts(properties::get).listen("echo"))
        .isInstanceOf(NoInterfaceException.class)
        .hasMessage("nmr.sample.tcp.echo.port=70000 is no port, 0 to 65535");
  }

  @Test
  void a_taken_port_is_declined_with_what_to_do() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = String.valueOf(taken.getLocalPort());
      Map<String, String> properties = Map.of("nmr.sample.tcp.echo.port", port);
      assertThatThrownBy(() -> new TcpPorts(properties::get).listen("echo"))
          .isInstanceOf(NoInterfaceException.class)
          .hasMessageStartingWith("cannot listen on 127.0.0.1:" + port + " for echo: ")
          .hasMessageContaining("nmr.sample.tcp.echo.port");
    }
  }
}
