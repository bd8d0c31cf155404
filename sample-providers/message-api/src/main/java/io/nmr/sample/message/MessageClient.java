package io.nmr.sample.message;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The client's dispatch table of the {@code message} NPI. The provider calls it on threads of the
 * transports below, so an implementation must not block. The events of one connection come one
 * after another: {@link #opened}, {@link #received} any number of times, {@link #ended} at most
 * once, {@link #closed} exactly once. They may begin before {@code attach} has returned.
 *
 * <p>A binding ends in the same way as one of the transport NPI. The client's {@code detach}
 * returns a stage that the client completes after {@link #drained}. The provider is asked next: it
 * offers no more connections, delivers the messages that have arrived, and calls {@link #ended} for
 * each connection and then {@link #drained}. When the client can call no more, the provider closes
 * the connections that are still open.
 */
@ConsumerType
public interface MessageClient {
  /** A connection came in. Its messages follow. */
  void opened(long connection, String remote);

  /**
   * A message came in. The next one of this connection follows when the stage has completed.
   *
   * @param message the bytes, which belong to the client
   * @return completes when the client has dealt with the message; if it fails, the connection is
   *     closed
   */
  CompletionStage<?> received(long connection, byte[] message);

  /** No more messages will come. The connection can be sent to until the client closes it. */
  void ended(long connection);

  /** The connection is closed, by either end or by a failure. The last event about it. */
  void closed(long connection);

  /** The provider is detaching and will bring nothing more. Called once. */
  void drained();
}
