package io.nmr.sample.echo;

import io.nmr.ClientCharacteristics;
import io.nmr.NetworkModule;
import io.nmr.Registrar;
import io.nmr.sample.message.MessageNpi;
import io.nmr.sample.transport.TransportNpi;

/**
 * Serves {@code echo} on every transport, and sends back the messages of every message provider.
 */
public final class EchoModule extends NetworkModule {
  @Override
  protected void load(Registrar registrar) {
    registrar.registerClient(
        ClientCharacteristics.of(TransportNpi.NPI, EchoBytes::attach)
            .with(TransportNpi.SERVICE, "echo"));
    registrar.registerClient(ClientCharacteristics.of(MessageNpi.NPI, EchoMessages::attach));
  }
}
