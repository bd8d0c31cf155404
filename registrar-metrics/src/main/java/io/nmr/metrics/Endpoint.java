package io.nmr.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Answers {@code GET /metrics}. A few threads, which end when nobody asks; a request that finds all
 * of them busy and others waiting is dropped.
 */
final class Endpoint implements AutoCloseable {
  private static final String PATH = "/metrics";
  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final int MOST_THREADS = 4;
  private static final int MOST_WAITING = 16;
  private static final int IDLE_SECONDS = 30;
  private static final int STOP_SECONDS = 5;

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final Supplier<String> text;

  private Endpoint(HttpServer server, Supplier<String> text) {
    this.server = server;
    this.text = text;
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            MOST_THREADS,
            MOST_THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> thread(task, number.incrementAndGet()));
    threads.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable task, int number) {
    Thread thread = new Thread(null, task, "nmr-metrics-" + number, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }

  /**
   * Opens it.
   *
   * @throws IOException if the host is not known or the port is not to be had
   */
  static Endpoint open(String host, int port, Supplier<String> text) throws IOException {
    InetSocketAddress address = address(host, port);
    Thread self = Thread.currentThread();
    ClassLoader before = self.getContextClassLoader();
    self.setContextClassLoader(null); // the server's own two threads take it over from this one
    try {
      Endpoint endpoint = new Endpoint(HttpServer.create(address, 0), text);
      endpoint.start();
      return endpoint;
    } finally {
      self.setContextClassLoader(before);
    }
  }

  private static InetSocketAddress address(String host, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IOException("there is no host '" + host + "'");
    }
    return address;
  }

  private void start() {
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Where it is to be asked. */
  URI uri() {
    InetSocketAddress bound = server.getAddress();
    String host = bound.getAddress().getHostAddress();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort() + PATH);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        send(exchange, 404, "text/plain; charset=utf-8", "The metrics are at " + PATH + "\n");
      } else if (method.equals("GET") || method.equals("HEAD")) {
        send(exchange, 200, TYPE, text.get());
      } else {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, 405, "text/plain; charset=utf-8", "Only GET and HEAD\n");
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    byte[] bytes = body.getBytes(UTF_8);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Frees the port, and returns when no thread of it is left. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    boolean wasInterrupted = false;
    try {
      threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupt) {
      wasInterrupted = true;
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
