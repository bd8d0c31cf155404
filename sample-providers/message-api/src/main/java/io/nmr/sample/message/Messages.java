package io.nmr.sample.message;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The provider's dispatch table of the {@code message} NPI. Called by the client, on any thread;
 * nothing here blocks. A connection is a handle, good in the binding that it was given to.
 */
@ProviderType
public interface Messages {
  /**
   * Sends one message, after those of earlier calls.
   *
   * @param message the provider's until the stage completes: not to be written to
   * @return completes when the transport has taken the message; fails with an {@code IOException}
   *     if the message is too long or the connection is closed
   */
  CompletionStage<Void> send(long connection, byte[] message);

  /** Closes, after all that was sent has been taken; then {@link MessageClient#closed}. */
  void close(long connection);
}
