package io.nmr.sample.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nmr.sample.resolver.Resolution;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server on the loopback address that answers every request it has accepted before it
 * stops. Any thread.
 */
final class HttpGateway implements AutoCloseable {
  private static final int A_DAY_IN_SECONDS = 86_400;

  private final HttpServer server;
  private final Requests requests = new Requests();
  private final Answers answers;
  private final AtomicReference<@Nullable Thread> listenerEnd = new AtomicReference<>();

  private HttpGateway(HttpServer server, Answers answers) {
    this.server = server;
    this.answers = answers;
  }

  /**
   * Takes the port; connections wait until {@link #start}.
   *
   * @param port 0 for any that is free
   * @param resolver asks the best resolver; throws if none is attached
   * @throws IOException if the port is taken; the message names the property to set
   */
  static HttpGateway open(int port, Function<String, CompletionStage<Resolution>> resolver)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    HttpServer server;
    try {
      server = HttpServer.create(address, 0);
    } catch (BindException taken) {
      throw new IOException(
          "port " + port + " is taken; set " + GatewayModule.PORT + " to another, or to 0", taken);
    }
    HttpGateway gateway = new HttpGateway(server, new Answers(resolver));
    server.setExecutor(gateway.requests);
    server.createContext("/", gateway::handle);
    return gateway;
  }

  /** Begins to answer. */
  void start() {
    server.start();
  }

  /** The root URI of the server, with the actual port. */
  URI uri() {
    InetSocketAddress address = server.getAddress();
    return URI.create(
        "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/");
  }

  private void handle(HttpExchange exchange) {
    requests.answer(
        () -> {
          try {
            respond(exchange);
          } catch (IOException gone) {
            // The HTTP client did not wait for the answer, and there is nobody else to tell.
          } finally {
            exchange.close();
          }
        });
  }

  private void respond(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    Answer answer = requests.find(() -> answers.to(method, exchange.getRequestURI()));
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    if (requests.isDraining()) {
      exchange.getResponseHeaders().set("Connection", "close");
    }
    if (method.equals("HEAD")) {
      exchange.sendResponseHeaders(answer.status(), -1);
    } else {
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /**
   * Accepts no more connections and lets every request that came in be answered; returns at once.
   *
   * @return completes when the last answer is sent
   */
  CompletionStage<Void> drain() {
    // HttpServer.stop closes the listener at once and then waits for its exchanges, or for close().
    Thread ending =
        Requests.thread(() -> server.stop(A_DAY_IN_SECONDS), "nmr-sample-gateway-listener-end");
    if (listenerEnd.compareAndSet(null, ending)) {
      ending.start();
    }
    return requests.drain();
  }

  /** Drains, waits until the last answer is sent, and ends every thread. */
  @Override
  public void close() {
    drain().toCompletableFuture().join();
    server.stop(0);
    try {
      Thread ending = listenerEnd.get();
      if (ending != null) {
        ending.interrupt();
        ending.join();
      }
      requests.close();
    } catch (InterruptedException early) {
      Thread.currentThread().interrupt();
    }
  }
}
