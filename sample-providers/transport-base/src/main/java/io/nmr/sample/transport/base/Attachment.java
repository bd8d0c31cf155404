package io.nmr.sample.transport.base;

import io.nmr.Binding;
import io.nmr.BindingContext;
import io.nmr.ClientOffer;
import io.nmr.sample.transport.Transport;
import io.nmr.sample.transport.TransportClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The provider's context of one binding, and the dispatch that its client calls. Fields that change
 * are used on the loop's thread alone.
 *
 * <p>The detach handshake ({@link TransportClient} describes the client's half):
 *
 * <pre>
 *   SERVING  --detach()--------------------------------------------> DRAINING
 *            the listener closes; accepted connections end their input
 *   DRAINING --every accepted connection ended or closed: drained()--> DRAINED
 *   DRAINED  --peerDetached: the client can call no more-------------> CLOSING
 *            what is still open closes
 *   CLOSING  --no connection left-----------------------------------> GONE: the stage completes
 * </pre>
 */
public final class Attachment implements BindingContext<Transport>, Transport {
  private enum State {
    SERVING,
    DRAINING,
    DRAINED,
    CLOSING,
    GONE
  }

  private final TransportClient client;
  private final Binding binding;
  private final Network network;
  private final EventLoop loop;
  private final Duration linger;
  private final LongSupplier ids;
  private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();

  private final Map<Long, Connection> connections = new HashMap<>();
  private Network.@Nullable Listener listener; // written before any task could close it
  private State state = State.SERVING;
  private boolean isPeerDetached;

  Attachment(
      ClientOffer<TransportClient> offer,
      Network network,
      EventLoop loop,
      Duration linger,
      LongSupplier ids) {
    this.client = offer.dispatch();
    this.binding = offer.binding();
    this.network = network;
    this.loop = loop;
    this.linger = linger;
    this.ids = ids;
  }

  void listensAt(Network.Listener opened) {
    listener = opened;
  }

  /** The loop whose thread this attachment is confined to. */
  public EventLoop loop() {
    return loop;
  }

  /** A handle for a new connection. */
  long nextId() {
    return ids.getAsLong();
  }

  Duration linger() {
    return linger;
  }

  TransportClient client() {
    return client;
  }

  /** Takes on a connection that came in. On the loop's thread. */
  public void accepted(Connection connection, String remote) {
    connections.put(connection.id(), connection);
    connection.beginAccepted(remote);
  }

  /** Takes on a connection that was made for the client. On the loop's thread. */
  public void connected(Connection connection, CompletableFuture<Long> done) {
    connections.put(connection.id(), connection);
    done.complete(connection.id());
    connection.begin();
    if (state == State.CLOSING || state == State.GONE) { // an abandoned client
      connection.finish();
    }
  }

  void removed(Connection connection) {
    connections.remove(connection.id(), connection);
    advance();
  }

  // The dispatch: each function posts to the loop and returns.

  @Override
  public CompletionStage<Long> connect(String service) {
    CompletableFuture<Long> done = new CompletableFuture<>();
    loop.execute(() -> network.connect(service, this, done));
    return done;
  }

  @Override
  public CompletionStage<Void> send(long connection, byte[] data) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          Connection open = connections.get(connection);
          if (open == null) {
            done.completeExceptionally(new IOException("connection " + connection + " is closed"));
          } else {
            open.send(data, done);
          }
        });
    return done;
  }

  @Override
  public void endInput(long connection) {
    loop.execute(
        () -> {
          Connection open = connections.get(connection);
          if (open != null) {
            open.endInput();
          }
        });
  }

  @Override
  public void close(long connection) {
    loop.execute(
        () -> {
          Connection open = connections.get(connection);
          if (open != null) {
            open.watch();
            open.finish();
          }
        });
  }

  // The context.

  @Override
  public Transport dispatch() {
    return this;
  }

  @Override
  public CompletionStage<?> detach() {
    loop.execute(this::drain);
    var unused =
        binding
            .peerDetached()
            .whenComplete(
                (none, failed) ->
                    loop.execute(
                        () -> {
                          isPeerDetached = true;
                          advance();
                        }));
    return gone;
  }

  private void drain() {
    Network.Listener open = listener;
    if (open != null) {
      open.close();
    }
    state = State.DRAINING;
    for (Connection connection : snapshot()) {
      if (connection.isAccepted()) {
        connection.endInput();
      } else {
        connection.watch();
      }
    }
    advance();
  }

  /**
   * Goes to the next state if its condition holds; called after every change that could make it
   * hold.
   */
  void advance() {
    if (state == State.DRAINING
        && connections.values().stream().allMatch(Connection::hasNothingToBring)) {
      state = State.DRAINED;
      try {
        client.drained();
      } catch (RuntimeException | Error failed) {
        // The registrar has reported the failure, or has closed the guard: nobody is left to tell.
      }
    }
    if (state == State.DRAINED && isPeerDetached) {
      state = State.CLOSING;
      snapshot().forEach(Connection::finish);
    }
    if (state == State.CLOSING && connections.isEmpty()) {
      state = State.GONE;
      loop.execute(() -> gone.complete(null)); // a turn later, when the sockets are closed too
    }
  }

  private List<Connection> snapshot() {
    return new ArrayList<>(connections.values());
  }
}
