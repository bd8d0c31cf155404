package io.nmr.sample.transport.base;

import io.nmr.NoInterfaceException;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ConsumerType;

/** What differs between the kinds of transports: how to listen and how to connect. */
@ConsumerType
public interface Network {
  /** A place where connections come in. */
  @ConsumerType
  interface Listener {
    /**
     * Stops listening. Connections that have already come in are still handed to {@link
     * Attachment#accepted}, possibly from inside this method. Called once, on the loop's thread.
     */
    void close();
  }

  /**
   * Listens for a service and hands each connection that comes in to {@link Attachment#accepted}.
   * Called on the attaching thread.
   *
   * @throws NoInterfaceException if the service cannot be listened for, with the reason
   */
  Listener listen(String service, Attachment attachment) throws NoInterfaceException;

  /**
   * Connects to a service and then calls {@link Attachment#connected}, or fails the future. Called
   * on the loop's thread; must not block.
   */
  void connect(String service, Attachment attachment, CompletableFuture<Long> done);
}
