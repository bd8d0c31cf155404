package io.nmr.sample.echo;

import io.nmr.BindingContext;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderOffer;
import io.nmr.sample.transport.Transport;
import io.nmr.sample.transport.TransportClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Echo on one transport. The transport may call before {@code attach} has returned its dispatch;
 * echoes of such calls wait for {@link #transport}. No state of connections is kept here: the
 * transport knows which input has not been answered.
 */
final class EchoBytes implements BindingContext<TransportClient>, TransportClient {
  private final CompletableFuture<Transport> transport = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();

  private EchoBytes() {}

  static void attach(ProviderOffer<Transport, TransportClient> offer) throws NoInterfaceException {
    EchoBytes echo = new EchoBytes();
    try {
      echo.transport.complete(offer.attach(echo));
    } catch (NoInterfaceException | RuntimeException declined) {
      echo.transport.completeExceptionally(declined);
      throw declined;
    }
  }

  @Override
  public TransportClient dispatch() {
    return this;
  }

  /** Goes on echoing until the transport has nothing more to bring. */
  @Override
  public CompletionStage<?> detach() {
    return drained;
  }

  @Override
  public void accepted(long connection, String remote) {}

  @Override
  public CompletionStage<?> received(long connection, byte[] data) {
    return transport.thenCompose(attached -> attached.send(connection, data));
  }

  /** Closes the connection; the order of events promises that all input has been answered. */
  @Override
  public void ended(long connection) {
    var unused = transport.thenAccept(attached -> attached.close(connection));
  }

  @Override
  public void closed(long connection) {}

  @Override
  public void drained() {
    drained.complete(null);
  }
}
