package io.nmr.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uses a server with two threads, whose answers are what a test wants. */
@Timeout(60)
class RequestThreadsTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final Duration POLL = Duration.ofMillis(2);
  private static final String HALF = "GET / HTTP/1.1\r\n";

  private final RequestThreads threads = new RequestThreads("test", 2);
  private final List<Socket> sockets = new ArrayList<>();
  private volatile Supplier<byte[]> work = () -> new byte[] {'x'};
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] answer = threads.work(work);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop(0);
    assertThat(threads.end(Duration.ofSeconds(20))).isTrue();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private Socket says(String text) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(20_000);
    socket.connect(server.getAddress());
    sockets.add(socket);
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    return socket;
  }

  private static String firstLine(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    InputStream in = socket.getInputStream();
    for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  @Test
  void a_client_that_does_not_read_its_answer_gives_way() throws Exception {
    work = () -> new byte[32 << 20]; // more than the buffers of both sides hold
    says(REQUEST);
    says(REQUEST);

    assertThat(firstLine(says(REQUEST))).isEqualTo("HTTP/1.1 200 OK");
  }

  @Tag("full")
  @Test
  void work_is_never_cut_off_and_takes_as_long_as_it_takes() throws Exception {
    CountDownLatch inside = new CountDownLatch(2);
    CountDownLatch gate = new CountDownLatch(1);
    AtomicBoolean isInterrupted = new AtomicBoolean();
    work =
        () -> {
          inside.countDown();
          try {
            gate.await();
          } catch (InterruptedException wrong) {
            isInterrupted.set(true);
          }
          return new byte[] {'x'};
        };
    Socket one = says(REQUEST);
    Socket other = says(REQUEST);
    inside.await();

    Socket third = says(REQUEST);
    Socket half = says(HALF);
    await()
        .pollDelay(RequestThreads.LIMIT.plusSeconds(1))
        .untilAsserted(() -> assertThat(isInterrupted).isFalse());
    gate.countDown();

    assertThat(firstLine(one)).isEqualTo("HTTP/1.1 200 OK");
    assertThat(firstLine(other)).isEqualTo("HTTP/1.1 200 OK");
    assertThat(firstLine(third)).isEqualTo("HTTP/1.1 200 OK");
    assertThat(half.getInputStream().read()).isEqualTo(-1);
    assertThat(isInterrupted).isFalse();
  }

  @Test
  void while_a_thread_is_free_half_a_request_has_time_to_become_a_whole_one() throws Exception {
    Socket slow = says(HALF);
    for (int i = 0; i < 40; i++) {
      assertThat(firstLine(says(REQUEST))).isEqualTo("HTTP/1.1 200 OK");
      // The answer is read before its thread is free. The half has time for all of these together.
      await().pollDelay(Duration.ZERO).pollInterval(POLL).until(() -> threads.busy() == 1);
    }

    slow.getOutputStream().write("Host: x\r\n\r\n".getBytes(US_ASCII));

    assertThat(firstLine(slow)).isEqualTo("HTTP/1.1 200 OK");
  }

  @Test
  void a_thread_that_was_cut_off_serves_the_next_one_unhurt() throws Exception {
    AtomicBoolean wasInterrupted = new AtomicBoolean();
    work =
        () -> {
          wasInterrupted.compareAndSet(false, Thread.currentThread().isInterrupted());
          return new byte[] {'x'};
        };
    for (int i = 0; i < 30; i++) {
      says(HALF);
      says(HALF);
      says(HALF);
      assertThat(firstLine(says(REQUEST))).isEqualTo("HTTP/1.1 200 OK");
    }

    assertThat(wasInterrupted).isFalse();
  }

  @Test
  void the_last_one_that_came_is_served_first() throws Exception {
    for (int i = 0; i < 300; i++) {
      says(HALF);
    }
    long begin = System.nanoTime();

    assertThat(firstLine(says(REQUEST))).isEqualTo("HTTP/1.1 200 OK");

    // If it were served last, 150 pairs would give way before it, each after the time of grace.
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isLessThan(RequestThreads.READING_GRACE.multipliedBy(120));
  }

  @Test
  void its_end_says_whether_a_thread_is_left() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    AtomicBoolean isOpen = new AtomicBoolean();
    work =
        () -> {
          inside.countDown();
          while (!isOpen.get()) { // which no interrupt ends
            Thread.onSpinWait();
          }
          return new byte[] {'x'};
        };
    says(REQUEST);
    inside.await();

    assertThat(threads.end(Duration.ofMillis(50))).isFalse();

    isOpen.set(true);
    await().until(() -> threads.end(Duration.ofMillis(50)));
  }
}
