package io.nmr.sample.framing;

import io.nmr.BindingContext;
import io.nmr.ClientOffer;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderOffer;
import io.nmr.sample.message.MessageClient;
import io.nmr.sample.message.Messages;
import io.nmr.sample.transport.Transport;
import io.nmr.sample.transport.TransportClient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Joins the transports below with the message clients above. A connection that comes in goes to the
 * first attached message client that is not detaching.
 */
final class Framing {
  private final int maxLength;
  private final AtomicLong lastConnection = new AtomicLong();
  private final List<MessageSide> above = new CopyOnWriteArrayList<>();

  Framing(int maxLength) {
    this.maxLength = maxLength;
  }

  int maxLength() {
    return maxLength;
  }

  void attachProvider(ProviderOffer<Transport, TransportClient> offer) throws NoInterfaceException {
    TransportSide.attach(this, offer);
  }

  BindingContext<Messages> attachClient(ClientOffer<MessageClient> offer) {
    MessageSide side = new MessageSide(this, offer);
    above.add(side);
    return side;
  }

  /** Links a new connection with a message client; null if there is none. */
  @Nullable Link link(TransportSide below, long connection) {
    for (MessageSide side : above) {
      Link link = new Link(lastConnection.incrementAndGet(), below, connection, side, maxLength);
      if (side.add(link)) {
        return link;
      }
    }
    return null;
  }

  void remove(MessageSide side) {
    above.remove(side);
  }
}
