package io.nmr.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP side of it. */
@Timeout(60)
class EndpointTest {
  private static final String LOOPBACK = "127.0.0.1";

  private final HttpClient http = HttpClient.newHttpClient();
  private Set<Thread> before;
  private Endpoint endpoint;

  @BeforeEach
  void open() throws IOException {
    before = Thread.getAllStackTraces().keySet();
    endpoint = Endpoint.open(LOOPBACK, 0, () -> "nmr_text{npi=\"\u00fc\"} 1.0\n");
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    URI uri = endpoint.uri().resolve(path);
    return http.send(
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        BodyHandlers.ofString(UTF_8));
  }

  @Test
  void the_metrics_are_text_of_prometheus_format() throws Exception {
    HttpResponse<String> answer = send("GET", "/metrics?name=x");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.body()).isEqualTo("nmr_text{npi=\"\u00fc\"} 1.0\n");
  }

  @Test
  void HEAD_is_answered_as_GET_is_without_the_text() throws Exception {
    HttpResponse<String> answer = send("HEAD", "/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"GET, /, 404", "GET, /metricsx, 404", "GET, /metrics/x, 404", "POST, /metrics, 405"})
  void anything_else_is_refused_in_words(String method, String path, int status) throws Exception {
    HttpResponse<String> answer = send(method, path);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).matches("The metrics are at /metrics\n|Only GET and HEAD\n");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
    assertThat(answer.headers().firstValue("Allow"))
        .isEqualTo(status == 405 ? Optional.of("GET, HEAD") : Optional.empty());
  }

  @Test
  void it_listens_where_it_is_told_to_and_nowhere_else() {
    assertThat(endpoint.uri().toString())
        .isEqualTo("http://127.0.0.1:" + endpoint.uri().getPort() + "/metrics");
    assertThatThrownBy(() -> new Socket("127.0.0.2", endpoint.uri().getPort()).close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_port_that_is_taken_is_an_error() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
      assertThatThrownBy(() -> Endpoint.open(LOOPBACK, taken.getLocalPort(), () -> ""))
          .isInstanceOf(BindException.class);
    }
  }

  @Test
  void a_host_that_there_is_not_is_named() {
    assertThatThrownBy(() -> Endpoint.open("no-such-host.invalid", 0, () -> ""))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no host 'no-such-host.invalid'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /metrics HTTP/1.1\r\nHost: x\r\n"})
  void clients_that_say_nothing_or_half_of_it_hold_nobody_up_at_the_end(String said)
      throws Exception {
    int port = endpoint.uri().getPort();
    List<Socket> lazy = new ArrayList<>();
    for (int i = 0; i < 3; i++) { // a thread is left for others
      Socket socket = new Socket(LOOPBACK, port);
      socket.getOutputStream().write(said.getBytes(UTF_8));
      lazy.add(socket);
    }

    assertThat(send("GET", "/metrics").statusCode()).isEqualTo(200);
    endpoint.close();

    new ServerSocket(port, 1, InetAddress.getByName(LOOPBACK)).close();
    await().until(() -> ofServer(Thread.getAllStackTraces().keySet()).isEmpty());
    for (Socket socket : lazy) {
      socket.close();
    }
  }

  /** Has an answer that no interrupt ends under way, and begins to close; then does the rest. */
  private void whileItsEndWaits(Consumer<Thread> then, Runnable afterIt) throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    Semaphore gate = new Semaphore(0);
    Endpoint slow =
        Endpoint.open(
            LOOPBACK,
            0,
            () -> {
              inside.countDown();
              gate.acquireUninterruptibly();
              return "";
            });
    try (Socket socket = new Socket(LOOPBACK, slow.uri().getPort())) {
      socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      inside.await();
      Thread end =
          new Thread(
              () -> {
                slow.close();
                afterIt.run();
              });
      end.start();
      await().until(() -> end.getState() == Thread.State.TIMED_WAITING);
      then.accept(end);
      gate.release();
      end.join();
    } finally {
      gate.release();
    }
  }

  @Test
  void its_end_waits_for_an_answer_under_way() throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();

    whileItsEndWaits(end -> assertThat(isOver).isFalse(), () -> isOver.set(true));

    assertThat(isOver).isTrue();
  }

  @Test
  void an_interrupt_ends_that_wait_and_is_kept() throws Exception {
    AtomicBoolean isKept = new AtomicBoolean();

    whileItsEndWaits(
        end -> {
          end.interrupt();
          await().until(() -> !end.isAlive());
        },
        () -> isKept.set(Thread.currentThread().isInterrupted()));

    assertThat(isKept).isTrue();
  }

  @Test
  void its_threads_keep_no_class_loader_of_who_opens_it() throws Exception {
    Thread self = Thread.currentThread();
    ClassLoader usual = self.getContextClassLoader();
    ClassLoader ours = new ClassLoader(usual) {};
    self.setContextClassLoader(ours);
    try (Endpoint opened = Endpoint.open(LOOPBACK, 0, () -> "")) {
      assertThat(self.getContextClassLoader()).isSameAs(ours);
      self.setContextClassLoader(usual);
      HttpRequest request = HttpRequest.newBuilder(opened.uri()).build();
      assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);

      assertThat(Thread.getAllStackTraces().keySet())
          .anyMatch(thread -> thread.getName().startsWith("nmr-metrics"))
          .allSatisfy(
              thread ->
                  assertThat(thread.getContextClassLoader())
                      .as(thread.getName())
                      .isNotSameAs(ours));
    } finally {
      self.setContextClassLoader(usual);
    }
  }

  /** Those of a server and none of this test's client. */
  private List<String> ofServer(Set<Thread> threads) {
    return threads.stream()
        .filter(thread -> !before.contains(thread) && thread.isAlive())
        .map(Thread::getName)
        .filter(name -> !name.startsWith("HttpClient"))
        .filter(name -> name.matches("nmr-.*|HTTP-.*|server-timer|idle-.*|.*Timer.*|Thread-.*"))
        .toList();
  }
}
