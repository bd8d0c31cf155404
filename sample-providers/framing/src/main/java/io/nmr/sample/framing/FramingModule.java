package io.nmr.sample.framing;

import io.nmr.ClientCharacteristics;
import io.nmr.NetworkModule;
import io.nmr.ProviderCharacteristics;
import io.nmr.Registrar;
import io.nmr.sample.message.MessageNpi;
import io.nmr.sample.transport.TransportNpi;
import org.jspecify.annotations.Nullable;

/**
 * A module with both roles: a client of the transport NPI and a provider of the message NPI. The
 * framework property {@value #MAX_LENGTH} limits the length of a message (1 MiB by default).
 *
 * <p>At unload the registrar detaches the provider first, so messages that have arrived are
 * answered through transports that are still attached.
 */
public final class FramingModule extends NetworkModule {
  private static final String MAX_LENGTH = "nmr.sample.framing.maxLength";

  @Override
  protected void load(Registrar registrar) {
    Framing framing = new Framing(maxLength(bundleContext().getProperty(MAX_LENGTH)));
    registrar.registerProvider(
        ProviderCharacteristics.of(MessageNpi.NPI, framing::attachClient)
            .with(MessageNpi.MAX_LENGTH, framing.maxLength()));
    registrar.registerClient(
        ClientCharacteristics.of(TransportNpi.NPI, framing::attachProvider)
            .with(TransportNpi.SERVICE, "message"));
  }

  private static int maxLength(@Nullable String text) {
    if (text == null) {
      return 1 << 20;
    }
    if (!text.strip().matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(
          MAX_LENGTH + "=" + text + " is no length in bytes, 1 to 999999999");
    }
    return Integer.parseInt(text.strip());
  }
}
