package io.nmr.sample.framing;

import io.nmr.BindingContext;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderOffer;
import io.nmr.sample.transport.Transport;
import io.nmr.sample.transport.TransportClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Framing's binding to one transport, where framing is the client: its context and its dispatch.
 */
final class TransportSide implements BindingContext<TransportClient>, TransportClient {
  private final Framing framing;
  private final CompletableFuture<Transport> transport = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();
  private final Map<Long, Link> links = new ConcurrentHashMap<>();

  private TransportSide(Framing framing) {
    this.framing = framing;
  }

  static void attach(Framing framing, ProviderOffer<Transport, TransportClient> offer)
      throws NoInterfaceException {
    TransportSide side = new TransportSide(framing);
    try {
      side.transport.complete(offer.attach(side));
    } catch (NoInterfaceException | RuntimeException declined) {
      side.transport.completeExceptionally(declined);
      throw declined;
    }
  }

  /** Completes with the transport's dispatch when {@code attach} has returned it. */
  CompletionStage<Transport> transport() {
    return transport;
  }

  @Override
  public TransportClient dispatch() {
    return this;
  }

  /** Goes on serving until the transport has nothing more to bring. */
  @Override
  public CompletionStage<?> detach() {
    return drained;
  }

  /** Links the connection with a message client, or closes it if there is none. */
  @Override
  public void accepted(long connection, String remote) {
    Link link = framing.link(this, connection);
    if (link == null) {
      var unused = transport.thenAccept(attached -> attached.close(connection));
    } else {
      links.put(connection, link);
      link.above().client().opened(link.id(), remote);
    }
  }

  @Override
  public CompletionStage<?> received(long connection, byte[] data) {
    Link link = links.get(connection);
    return link == null ? CompletableFuture.completedStage(null) : link.received(data);
  }

  @Override
  public void ended(long connection) {
    Link link = links.get(connection);
    if (link != null) {
      link.above().ended(link);
    }
  }

  @Override
  public void closed(long connection) {
    Link link = links.remove(connection);
    if (link != null) {
      link.above().closed(link);
    }
  }

  @Override
  public void drained() {
    drained.complete(null);
  }

  /** Closes connections that are still open, which happens only if the transport was abandoned. */
  @Override
  public void cleanup() {
    List.copyOf(links.keySet()).forEach(this::closed);
  }
}
