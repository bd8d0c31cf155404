package io.nmr.sample.transport;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The client's dispatch table of the {@code transport} NPI. The provider calls it on a thread that
 * serves other connections too, so an implementation must not block. The events of one connection
 * come one after another, in this order: {@link #accepted} (not for a connection that the client
 * made itself), {@link #received} any number of times, {@link #ended} at most once, {@link #closed}
 * exactly once. They may begin before {@code attach} has returned.
 *
 * <h2>How a binding ends</h2>
 *
 * Both sides are asked to detach, whichever deregisters, and neither hangs up on the other:
 *
 * <ol>
 *   <li>The client's {@code detach} returns a stage that is not complete yet, and the client goes
 *       on serving. On connections that it made itself it finishes the exchanges that it waits for.
 *   <li>The provider's {@code detach} stops listening at once. Of each connection that it accepted
 *       it delivers the bytes that have arrived by then, followed by {@link #ended}; the client
 *       answers and closes. Connections that the client made go on as before.
 *   <li>When all accepted connections have ended, the provider calls {@link #drained}, and the
 *       client, once its own work is done, completes its stage.
 *   <li>When the client can call no more, the provider closes the connections that are still open,
 *       calls {@link #closed} for each, and completes its own stage.
 * </ol>
 */
@ConsumerType
public interface TransportClient {
  /** A connection came in. Its input follows. */
  void accepted(long connection, String remote);

  /**
   * Bytes came in, in order. The provider reads no more of this connection until the stage
   * completes: a client that answers returns the stage of its answer, and so has flow control from
   * end to end.
   *
   * @param data the bytes, which belong to the client
   * @return completes when the client has dealt with the bytes; if it fails, the connection is
   *     closed
   */
  CompletionStage<?> received(long connection, byte[] data);

  /**
   * No more input follows: the remote has ended its output, or the binding is ending. The client
   * has dealt with all input. The connection can be sent to until the client closes it.
   */
  void ended(long connection);

  /** The connection is closed, by either end or by a failure. The last event about it. */
  void closed(long connection);

  /**
   * The provider is detaching, and no accepted connection will bring anything more. Called once, at
   * some time after the provider was asked to detach.
   */
  void drained();
}
