package io.nmr.sample.framing;

import io.nmr.DetachedException;
import io.nmr.sample.transport.Transport;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection: its handle at the transport below, its handle at the message client above, and
 * the part of a message that has come in. A connection's events come one after another, so the
 * decoder needs no lock.
 */
final class Link {
  private final long id;
  private final TransportSide below;
  private final long connectionBelow;
  private final MessageSide above;
  private final FrameDecoder decoder;

  Link(long id, TransportSide below, long connectionBelow, MessageSide above, int maxLength) {
    this.id = id;
    this.below = below;
    this.connectionBelow = connectionBelow;
    this.above = above;
    this.decoder = new FrameDecoder(maxLength);
  }

  /** The handle by which the message client names this connection. */
  long id() {
    return id;
  }

  MessageSide above() {
    return above;
  }

  /** Hands complete messages to the client, each when the client has dealt with the one before. */
  CompletionStage<?> received(byte[] data) {
    CompletionStage<?> dealtWith = CompletableFuture.completedStage(null);
    for (byte[] message : decoder.decode(data)) {
      dealtWith = dealtWith.thenCompose(previous -> above.client().received(id, message));
    }
    IOException failure = decoder.failure();
    if (failure != null) {
      CompletionStage<?> failed = CompletableFuture.failedStage(failure);
      return dealtWith.thenCompose(previous -> failed);
    }
    return dealtWith;
  }

  /** Sends a message, whose length the caller has checked. */
  CompletionStage<Void> send(byte[] message) {
    return below.transport().thenCompose(attached -> send(attached, message));
  }

  private CompletionStage<Void> send(Transport attached, byte[] message) {
    try {
      return attached.send(connectionBelow, FrameDecoder.encode(message));
    } catch (
        DetachedException
            detached) { // the binding below is detached, which the message client does not know
      return CompletableFuture.failedStage(
          new IOException("connection " + id + " has lost its transport", detached));
    }
  }

  /** Lets only the bytes come in that have already arrived. */
  void endInput() {
    tell(attached -> attached.endInput(connectionBelow));
  }

  void close() {
    tell(attached -> attached.close(connectionBelow));
  }

  /**
   * Calls the transport. A refusal is ignored: a detaching transport closes its connections itself.
   */
  private void tell(Consumer<Transport> what) {
    CompletionStage<@Nullable Void> unused = below.transport().thenAccept(what);
  }
}
