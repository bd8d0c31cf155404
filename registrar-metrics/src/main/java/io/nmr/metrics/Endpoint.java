package io.nmr.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nmr.http.RequestThreads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

/** The HTTP server that answers {@code GET /metrics}, on threads that end when no request comes. */
final class Endpoint implements AutoCloseable {
  private static final String PATH = "/metrics";
  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final Duration STOP_TIME = Duration.ofSeconds(5);

  private final HttpServer server;
  private final RequestThreads threads = new RequestThreads("nmr-metrics");
  private final Supplier<String> text;

  private Endpoint(HttpServer server, Supplier<String> text) {
    this.server = server;
    this.text = text;
  }

  /**
   * Opens the port.
   *
   * @throws IOException if the host is unknown or the port cannot be opened
   */
  static Endpoint open(String host, int port, Supplier<String> text) throws IOException {
    InetSocketAddress address = address(host, port);
    Thread self = Thread.currentThread();
    ClassLoader before = self.getContextClassLoader();
    self.setContextClassLoader(null); // the server's own two threads inherit it from this one
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

  /** The address that answers. */
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
        send(exchange, 200, TYPE, threads.work(text));
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

  /**
   * Frees the port, and returns when no thread of the endpoint is left, after five seconds at most.
   */
  @Override
  public void close() {
    server.stop(0);
    try {
      threads.end(STOP_TIME);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
  }
}
