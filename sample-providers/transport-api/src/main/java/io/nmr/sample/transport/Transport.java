package io.nmr.sample.transport;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The provider's dispatch table of the {@code transport} NPI. The client calls it on any thread; no
 * function blocks.
 *
 * <p>A connection is a handle: a number that this provider never uses again, valid in the binding
 * through which it came. With an unknown or closed handle the stage of {@link #send} fails, and the
 * other functions do nothing.
 */
@ProviderType
public interface Transport {
  /**
   * Connects to a service at the address that this transport has for it, in this JVM or another.
   *
   * @param service the name of the service
   * @return completes with the connection, whose {@link TransportClient} events follow; or fails
   *     with an {@code IOException}
   */
  CompletionStage<Long> connect(String service);

  /**
   * Sends all bytes, after the bytes of earlier calls. The client sees no partial write: bytes that
   * the network does not take at once wait in the transport.
   *
   * <p>The stage is the flow control: a client that has much to send waits for it before it sends
   * more.
   *
   * @param data the bytes, which the client must not change until the stage completes
   * @return completes when the network has taken the bytes; fails with an {@code IOException} if
   *     the connection closed first
   */
  CompletionStage<Void> send(long connection, byte[] data);

  /**
   * Ends the input: the client still receives the bytes that have already arrived, and then {@link
   * TransportClient#ended}. For a client that wants to finish with a connection without losing
   * bytes that the remote has sent.
   */
  void endInput(long connection);

  /**
   * Closes the connection when all bytes that were sent have been taken; {@link
   * TransportClient#closed} follows.
   */
  void close(long connection);
}
