package io.nmr;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The client that asks a provider to attach it: the arguments of ProviderAttachClient.
 *
 * @param <C> the client's dispatch interface
 */
@ProviderType
public interface ClientOffer<C> {
  /** {@return the registration of the client} */
  RegistrationInstance client();

  /**
   * {@return the client's dispatch, which the provider may call from inside {@code attachClient}
   * on; {@code null} where the NPI has no client dispatch}
   */
  C dispatch();

  /** {@return the handle of the binding that this pair becomes if it attaches} */
  Binding binding();

  /** {@return whether the client belongs to the provider's own module} */
  boolean isSelf();

  /**
   * {@return the guard of the calls that this provider makes to the client. It can be entered from
   * inside {@code attachClient} on}
   */
  Guard guard();
}
