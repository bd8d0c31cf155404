package io.nmr.sample.framing;

import io.nmr.Binding;
import io.nmr.BindingContext;
import io.nmr.ClientOffer;
import io.nmr.sample.message.MessageClient;
import io.nmr.sample.message.Messages;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Framing's binding to one message client, where framing is the provider: its context and its
 * dispatch. The transports call it on threads of their own, so this object's monitor guards its
 * state; no foreign code is called while the monitor is held.
 */
final class MessageSide implements BindingContext<Messages>, Messages {
  private final Framing framing;
  private final MessageClient client;
  private final Binding binding;
  private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();

  // Guarded by this.
  private final Map<Long, Link> links = new HashMap<>();
  private final Set<Long> unended =
      new HashSet<>(); // the connections that may still bring messages
  private boolean isDetaching;
  private boolean isDrainedTold;
  private boolean isClosing;

  MessageSide(Framing framing, ClientOffer<MessageClient> offer) {
    this.framing = framing;
    this.client = offer.dispatch();
    this.binding = offer.binding();
  }

  MessageClient client() {
    return client;
  }

  /** Takes on a connection; returns false if this side is detaching. */
  synchronized boolean add(Link link) {
    if (isDetaching) {
      return false;
    }
    links.put(link.id(), link);
    unended.add(link.id());
    return true;
  }

  void ended(Link link) {
    try {
      client.ended(link.id());
    } finally {
      synchronized (this) {
        unended.remove(link.id());
      }
      advance();
    }
  }

  void closed(Link link) {
    try {
      client.closed(link.id());
    } finally {
      synchronized (this) {
        unended.remove(link.id());
        links.remove(link.id());
      }
      advance();
    }
  }

  @Override
  public CompletionStage<Void> send(long connection, byte[] message) {
    Link link = link(connection);
    if (link == null) {
      return CompletableFuture.failedStage(
          new IOException("connection " + connection + " is closed"));
    }
    if (message.length > framing.maxLength()) {
      return CompletableFuture.failedStage(
          new IOException(
              "a message of %d bytes is over the limit of %d"
                  .formatted(message.length, framing.maxLength())));
    }
    return link.send(message);
  }

  @Override
  public void close(long connection) {
    Link link = link(connection);
    if (link != null) {
      link.close();
    }
  }

  private synchronized @Nullable Link link(long connection) {
    return links.get(connection);
  }

  @Override
  public Messages dispatch() {
    return this;
  }

  /**
   * Takes on no more connections, and lets each one bring the messages that have arrived. When the
   * client can call no more, the connections are closed.
   */
  @Override
  public CompletionStage<?> detach() {
    framing.remove(this);
    List<Link> open;
    synchronized (this) {
      isDetaching = true;
      open = List.copyOf(links.values());
    }
    open.forEach(Link::endInput);
    advance();
    var unused = binding.peerDetached().whenComplete((none, failed) -> closeAll());
    return gone;
  }

  private void closeAll() {
    List<Link> open;
    synchronized (this) {
      isClosing = true;
      open = List.copyOf(links.values());
    }
    open.forEach(Link::close);
    advance();
  }

  private void advance() {
    boolean isDrained;
    boolean isGone;
    synchronized (this) {
      isDrained = isDetaching && !isDrainedTold && unended.isEmpty();
      isDrainedTold |= isDrained;
      isGone = isClosing && links.isEmpty();
    }
    if (isDrained) {
      client.drained();
    }
    if (isGone) {
      gone.complete(null);
    }
  }
}
