package io.nmr.sample.transport.base;

import io.nmr.NoInterfaceException;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ConsumerType;

/** What one kind of transport does in its own way. */
@ConsumerType
public interface Network {
  /** A place where connections come in. */
  @ConsumerType
  interface Listener {
    /**
     * Lets no more come in, after those that have come in already: {@link Attachment#accepted} may
     * be called from inside. On the loop's thread, once.
     */
    void close();
  }

  /**
   * Listens for a service; what comes in goes to {@link Attachment#accepted}. On the attaching
   * thread.
   *
   * @throws NoInterfaceException if it cannot, with the reason
   */
  Listener listen(String service, Attachment attachment) throws NoInterfaceException;

  /**
   * Connects to a service, calls {@link Attachment#connected}, or fails the future. On the loop's
   * thread; does not block.
   */
  void connect(String service, Attachment attachment, CompletableFuture<Long> done);
}
