package io.nmr.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint as HTTP clients see it. */
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
    for (int i = 0; i < 3; i++) { // threads are left for others
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

  /** Sockets of clients that send that text each, and nothing more. */
  private List<Socket> lazyClients(int count, String said) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket(LOOPBACK, endpoint.uri().getPort());
      sockets.add(socket);
      socket.getOutputStream().write(said.getBytes(UTF_8));
    }
    return sockets;
  }

  private static void closeAll(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** Scrapes in less than the five seconds after which any silent client is cut off. */
  private void assertScrapedSoon() throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(endpoint.uri()).timeout(Duration.ofMillis(4_500)).build(),
            BodyHandlers.ofString(UTF_8));
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "G",
        "GET /metrics HTTP/1.1\r\nHost: x\r\n",
        "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\nhalf"
      })
  void clients_that_send_half_of_it_keep_nobody_from_an_answer(String said) throws Exception {
    List<Socket> lazy = lazyClients(400, said);
    try {
      assertScrapedSoon();
    } finally {
      closeAll(lazy);
    }
  }

  @Tag("full")
  @Test
  void clients_that_come_again_and_again_with_half_of_it_keep_nobody_from_an_answer()
      throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    CountDownLatch filled = new CountDownLatch(1);
    Thread flood =
        new Thread(
            () -> {
              Deque<Socket> sockets = new ArrayDeque<>();
              try {
                while (!isOver.get()) {
                  sockets.addAll(lazyClients(1, "GET /metrics HTTP/1.1\r\n"));
                  if (sockets.size() > 400) {
                    filled.countDown();
                    sockets.removeFirst().close();
                  }
                }
                closeAll(List.copyOf(sockets));
              } catch (IOException failed) {
                throw new UncheckedIOException(failed);
              }
            });
    flood.start();
    try {
      filled.await();
      for (int i = 0; i < 20; i++) {
        assertScrapedSoon();
      }
      assertThat(flood.isAlive()).isTrue();
    } finally {
      isOver.set(true);
      flood.join();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /met", "GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n"})
  void the_connection_of_a_client_that_does_not_go_on_is_closed(String said) throws Exception {
    List<Socket> lazy = lazyClients(1, said);
    try (Socket socket = lazy.get(0)) {
      socket.setSoTimeout(15_000);

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Tag("full")
  @Test
  void a_client_that_says_a_little_now_and_then_is_cut_off_as_well() throws Exception {
    try (Socket socket = lazyClients(1, "GET /metrics HTTP/1.1\r\nX: ").get(0)) {
      await()
          .atMost(Duration.ofSeconds(15))
          .until(
              () -> {
                try {
                  socket.getOutputStream().write('x');
                  return false;
                } catch (IOException cutOff) {
                  return true;
                }
              });
    }
  }

  @Test
  void a_request_without_end_is_not_read_to_its_end() throws Exception {
    byte[] much = new byte[1 << 16];
    Arrays.fill(much, (byte) 'x');
    try (Socket socket = lazyClients(1, "GET /").get(0)) {
      int sent = 0;
      try {
        while (sent < 64 << 20) {
          socket.getOutputStream().write(much);
          sent += much.length;
        }
      } catch (IOException refused) {
        assertThat(sent).isPositive();
      }

      assertThat(sent).isLessThan(64 << 20);
    }
    assertScrapedSoon();
  }

  /**
   * Closes an endpoint while an answer is under way that no interrupt ends, and does the rest
   * meanwhile.
   */
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

  /** The names of threads of a server, without those of this test's client. */
  private List<String> ofServer(Set<Thread> threads) {
    return threads.stream()
        .filter(thread -> !before.contains(thread) && thread.isAlive())
        .map(Thread::getName)
        .filter(name -> !name.startsWith("HttpClient"))
        .filter(name -> name.matches("nmr-.*|HTTP-.*|server-timer|idle-.*|.*Timer.*|Thread-.*"))
        .toList();
  }
}
