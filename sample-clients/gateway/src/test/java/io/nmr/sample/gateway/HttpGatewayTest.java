package io.nmr.sample.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.sample.resolver.Resolution;
import io.nmr.sample.resolver.Resolver;
import io.nmr.util.NoProviderException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class HttpGatewayTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch isAsked = new CountDownLatch(1);
  private final CompletableFuture<Resolution> slow = new CompletableFuture<>();
  private HttpGateway gateway;

  @BeforeEach
  void open() throws IOException {
    gateway =
        HttpGateway.open(
            0,
            name ->
                switch (name) {
                  case "a.example" ->
                      CompletableFuture.completedStage(
                          new Resolution(name, List.of("192.0.2.1", "2001:db8::1"), "te\"st"));
                  case "nobody" -> throw new NoProviderException(Resolver.NPI);
                  case "broken" -> throw new IllegalArgumentException("I am \"broken\"");
                  case "failing" -> CompletableFuture.failedStage(new IOException("no network"));
                  case "slow" -> {
                    isAsked.countDown();
                    yield slow;
                  }
                  default -> CompletableFuture.failedStage(new UnknownHostException(name));
                });
    gateway.start();
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(gateway.uri().resolve(path)).build();
  }

  private HttpResponse<String> answerTo(String path) throws Exception {
    return client.send(get(path), BodyHandlers.ofString());
  }

  @Test
  void a_known_name_is_answered_in_json() throws Exception {
    HttpResponse<String> answer = answerTo("/resolve/a.example");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body())
        .isEqualTo(
            "{\"name\":\"a.example\",\"addresses\":[\"192.0.2.1\",\"2001:db8::1\"],"
                + "\"source\":\"te\\\"st\"}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "/resolve/, 400",
    "/resolve/a%20b, 400",
    "/resolve/a%22b, 400",
    "/resolve/a..b, 400",
    "/resolve/a/b, 400",
    "/resolve/unknown.example, 404",
    "/, 404",
    "/resolve, 404",
    "/other, 404",
    "/resolve/failing, 502",
    "/resolve/broken, 502",
    "/resolve/nobody, 503",
  })
  void what_goes_wrong_has_its_status_and_says_why_in_json(String path, int status)
      throws Exception {
    HttpResponse<String> answer = answerTo(path);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body()).startsWith("{\"error\":\"").endsWith("\"}\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE"})
  void only_asking_is_allowed(String method) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(gateway.uri().resolve("/resolve/a.example"))
            .method(method, BodyPublishers.ofString("x"))
            .build();

    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void a_head_has_no_body() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(gateway.uri().resolve("/resolve/a.example"))
            .method("HEAD", BodyPublishers.noBody())
            .build();

    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void draining_waits_for_the_answer_in_progress_and_accepts_no_more() throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(get("/resolve/slow"), BodyHandlers.ofString());
    isAsked.await();

    CompletableFuture<Void> drained = gateway.drain().toCompletableFuture();
    awaitRefusal(gateway.uri());
    assertThat(drained).isNotDone();
    slow.complete(new Resolution("slow", List.of("192.0.2.1"), "test"));

    assertThat(answer.join().statusCode()).isEqualTo(200);
    assertThat(answer.join().headers().firstValue("Connection")).contains("close");
    drained.join();
  }

  @Test
  void closing_leaves_no_thread_and_frees_the_port() throws Exception {
    URI uri = gateway.uri();
    answerTo("/resolve/a.example");
    gateway.close();

    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("nmr-sample-gateway"));
    HttpGateway.open(uri.getPort(), name -> slow).close();
  }

  @Test
  void half_a_request_does_not_hold_the_gateway() throws Exception {
    try (Socket sleeper = new Socket(InetAddress.getLoopbackAddress(), gateway.uri().getPort())) {
      OutputStream half = sleeper.getOutputStream();
      half.write("GET /resolve/a.exam".getBytes(StandardCharsets.US_ASCII));
      half.flush();
      answerTo("/resolve/a.example"); // by now the half has been seen too

      gateway.close();
    }
  }

  /**
   * An answer in time is one that comes before the halves are cut off for their age alone, which
   * takes 5 s. A busy machine may need longer once, but not each time.
   */
  @Tag("full")
  @ParameterizedTest
  @ValueSource(strings = {"G", "GET /resolve/a.example HTTP/1.1\r\nHost: x\r\n"})
  void many_halves_of_requests_keep_no_whole_one_from_its_answer(String said) throws Exception {
    boolean isInTime = false;
    for (int attempt = 1; attempt <= 3 && !isInTime; attempt++) {
      isInTime = isAnsweredInTimeBesideHalves(said);
    }
    assertThat(isInTime).isTrue();
  }

  private boolean isAnsweredInTimeBesideHalves(String said) throws Exception {
    List<Socket> lazy = new ArrayList<>();
    try {
      for (int i = 0; i < 400; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.uri().getPort());
        lazy.add(socket);
        socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
      }
      HttpRequest request =
          HttpRequest.newBuilder(gateway.uri().resolve("/resolve/a.example"))
              .timeout(Duration.ofSeconds(3))
              .build();

      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      return true;
    } catch (HttpTimeoutException late) {
      return false;
    } finally {
      for (Socket socket : lazy) {
        socket.close();
      }
    }
  }

  @Test
  void a_taken_port_is_said_in_one_line_with_what_to_do() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> HttpGateway.open(other.getLocalPort(), name -> slow))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "port %d is taken; set nmr.sample.gateway.port to another, or to 0",
              other.getLocalPort());
    }
  }

  @Test
  void a_bad_port_is_named() {
    assertThat(GatewayModule.port("0")).isZero();
    assertThatThrownBy(() -> GatewayModule.port("65536"))
        .hasMessage("nmr.sample.gateway.port=65536: give a port from 0 to 65535");
    assertThatThrownBy(() -> GatewayModule.port("http")).hasMessageContaining("=http:");
  }

  /** The listener closes on another thread; connects until it has. */
  private static void awaitRefusal(URI uri) {
    while (true) {
      try (Socket accepted = new Socket(uri.getHost(), uri.getPort())) {
        assertThat(accepted.isConnected()).isTrue();
        Thread.onSpinWait();
      } catch (IOException refused) {
        return;
      }
    }
  }
}
