package io.nmr.sample.transport;

import io.nmr.Npi;

/** The {@code transport} NPI and the names of its characteristics. */
public final class TransportNpi {
  /** The NPI: clients call {@link Transport}, providers call back {@link TransportClient}. */
  public static final Npi<Transport, TransportClient> NPI =
      Npi.of("io.nmr.sample.transport", Transport.class, TransportClient.class);

  /**
   * A client's characteristic: the name of the service that it offers, such as {@code echo}. The
   * transport listens for it at the endpoint that is configured for a service of that name, and
   * declines the client if it cannot. A client that names no service only connects.
   */
  public static final String SERVICE = "service";

  /** A provider's characteristic: what kind of transport it is, such as {@code tcp}. */
  public static final String KIND = "transport";

  private TransportNpi() {}
}
