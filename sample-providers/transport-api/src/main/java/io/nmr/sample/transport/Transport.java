package io.nmr.sample.transport;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The provider's dispatch table of the {@code transport} NPI. Called by the client, on any thread;
 * nothing here blocks.
 *
 * <p>A connection is a handle: a number that this provider never gives out again, good in the
 * binding that it was given to. A handle that is unknown here, or closed, fails the stage of {@link
 * #send} and is ignored by the rest.
 */
@ProviderType
public interface Transport {
  /**
   * Connects to a service where this transport has it, in this JVM or another.
   *
   * @param service the name of the service
   * @return completes with the connection, whose {@link TransportClient} events follow; or fails
   *     with an {@code IOException}
   */
  CompletionStage<Long> connect(String service);

  /**
   * Sends bytes, all of them, after those of earlier calls. There is no partial write to see: what
   * the network does not take at once waits here.
   *
   * <p>Flow control is the stage: a client that has much to send waits for it before it sends more.
   *
   * @param data the transport's until the stage completes: not to be written to
   * @return completes when the network has taken the bytes; fails with an {@code IOException} if
   *     the connection closed first
   */
  CompletionStage<Void> send(long connection, byte[] data);

  /**
   * Receives only what has already arrived, then {@link TransportClient#ended}. For a client that
   * wants to finish with a connection without losing what its peer has sent.
   */
  void endInput(long connection);

  /** Closes, after all that was sent has been taken; then {@link TransportClient#closed}. */
  void close(long connection);
}
