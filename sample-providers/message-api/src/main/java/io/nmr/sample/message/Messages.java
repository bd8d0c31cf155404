package io.nmr.sample.message;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The provider's dispatch table of the {@code message} NPI. The client calls it on any thread; no
 * function blocks. A connection is a handle that is valid in the binding through which it came.
 */
@ProviderType
public interface Messages {
  /**
   * Sends one message, after the messages of earlier calls.
   *
   * @param message the bytes, which the client must not change until the stage completes
   * @return completes when the transport has taken the message; fails with an {@code IOException}
   *     if the message is too long or the connection is closed
   */
  CompletionStage<Void> send(long connection, byte[] message);

  /**
   * Closes the connection when every message that was sent has been taken; {@link
   * MessageClient#closed} follows.
   */
  void close(long connection);
}
