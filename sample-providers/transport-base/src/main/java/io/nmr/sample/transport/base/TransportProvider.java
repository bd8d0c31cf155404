package io.nmr.sample.transport.base;

import io.nmr.BindingContext;
import io.nmr.ClientOffer;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderCharacteristics;
import io.nmr.ProviderModule;
import io.nmr.sample.transport.Transport;
import io.nmr.sample.transport.TransportClient;
import io.nmr.sample.transport.TransportNpi;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The attach callback of a transport: listens for each client that names a service. */
public final class TransportProvider implements ProviderModule<Transport, TransportClient> {
  private final Network network;
  private final EventLoop loop;
  private final Duration linger;
  private final AtomicLong lastConnection = new AtomicLong();

  /**
   * Makes a provider.
   *
   * @param linger for how many milliseconds an ending connection waits for a remote that takes
   *     nothing, as text; 5 s if it is null
   * @throws IllegalArgumentException if the text is not such a number
   */
  public TransportProvider(Network network, EventLoop loop, @Nullable String linger) {
    this.network = network;
    this.loop = loop;
    if (linger != null && !linger.strip().matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException("linger=" + linger + " is no number of milliseconds");
    }
    this.linger =
        linger == null ? Duration.ofSeconds(5) : Duration.ofMillis(Long.parseLong(linger.strip()));
  }

  /** What to register with, for a transport of that kind. */
  public ProviderCharacteristics<Transport, TransportClient> characteristics(String kind) {
    return ProviderCharacteristics.of(TransportNpi.NPI, this).with(TransportNpi.KIND, kind);
  }

  @Override
  public BindingContext<Transport> attachClient(ClientOffer<TransportClient> offer)
      throws NoInterfaceException {
    Attachment attachment =
        new Attachment(offer, network, loop, linger, lastConnection::incrementAndGet);
    Object service = offer.client().characteristics().get(TransportNpi.SERVICE);
    if (service != null) {
      String name = service.toString();
      if (!name.matches("[a-z0-9-]{1,32}")) {
        throw new NoInterfaceException(
            "the service name '" + name + "' has other characters than a-z, 0-9 and -");
      }
      attachment.listensAt(Objects.requireNonNull(network.listen(name, attachment)));
    }
    return attachment;
  }
}
