package io.nmr.sample.echo;

import io.nmr.BindingContext;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderOffer;
import io.nmr.sample.message.MessageClient;
import io.nmr.sample.message.Messages;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Echo of the messages of one provider. The provider may call before {@code attach} has returned
 * its dispatch; echoes of such calls wait for {@link #provider}. No state of connections is kept
 * here: the provider knows which messages have not been answered.
 */
final class EchoMessages implements BindingContext<MessageClient>, MessageClient {
  private final CompletableFuture<Messages> provider = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();

  private EchoMessages() {}

  static void attach(ProviderOffer<Messages, MessageClient> offer) throws NoInterfaceException {
    EchoMessages echo = new EchoMessages();
    try {
      echo.provider.complete(offer.attach(echo));
    } catch (NoInterfaceException | RuntimeException declined) {
      echo.provider.completeExceptionally(declined);
      throw declined;
    }
  }

  @Override
  public MessageClient dispatch() {
    return this;
  }

  /** Goes on echoing until the provider has nothing more to bring. */
  @Override
  public CompletionStage<?> detach() {
    return drained;
  }

  @Override
  public void opened(long connection, String remote) {}

  @Override
  public CompletionStage<?> received(long connection, byte[] message) {
    return provider.thenCompose(attached -> attached.send(connection, message));
  }

  /** Closes the connection; the order of events promises that all input has been answered. */
  @Override
  public void ended(long connection) {
    var unused = provider.thenAccept(attached -> attached.close(connection));
  }

  @Override
  public void closed(long connection) {}

  @Override
  public void drained() {
    drained.complete(null);
  }
}
