package io.nmr.sample.memory;

import io.nmr.NoInterfaceException;
import io.nmr.sample.transport.base.Attachment;
import io.nmr.sample.transport.base.Network;
import java.net.ConnectException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The services in this JVM, each with the client that serves it. One loop serves both ends. */
final class MemoryNetwork implements Network {
  private final Map<String, Attachment> serving = new ConcurrentHashMap<>();

  @Override
  public Listener listen(String service, Attachment attachment) throws NoInterfaceException {
    if (serving.putIfAbsent(service, attachment) != null) {
      throw new NoInterfaceException("another client serves " + service + " in memory already");
    }
    return () -> serving.remove(service, attachment);
  }

  @Override
  public void connect(String service, Attachment attachment, CompletableFuture<Long> done) {
    Attachment server = serving.get(service);
    if (server == null) {
      done.completeExceptionally(new ConnectException("nobody serves " + service + " in memory"));
      return;
    }
    PairedConnection near = new PairedConnection(attachment);
    PairedConnection far = new PairedConnection(server);
    near.pairWith(far);
    server.accepted(far, "memory:" + near.id());
    attachment.connected(near, done);
  }
}
