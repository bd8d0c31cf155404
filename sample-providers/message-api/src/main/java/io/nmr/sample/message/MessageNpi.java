package io.nmr.sample.message;

import io.nmr.Npi;

/** The {@code message} NPI. */
public final class MessageNpi {
  /** The NPI: clients call {@link Messages}, providers call back {@link MessageClient}. */
  public static final Npi<Messages, MessageClient> NPI =
      Npi.of("io.nmr.sample.message", Messages.class, MessageClient.class);

  /** A provider's characteristic: the longest message, in bytes, that it carries. */
  public static final String MAX_LENGTH = "maxLength";

  private MessageNpi() {}
}
