package io.nmr;

import org.osgi.annotation.versioning.ProviderType;

/** A client that asks a provider to attach it: the arguments of ProviderAttachClient. */
@ProviderType
public interface ClientOffer<C> {
  /** Who asks. */
  RegistrationInstance client();

  /**
   * The client's dispatch. It may be called from inside {@code attachClient} on; {@code null} where
   * the NPI has no client dispatch.
   */
  C dispatch();

  /** The binding handle that will stand for this pair. */
  Binding binding();

  /** Whether the client is the provider's own module. */
  boolean isSelf();

  /**
   * The guard of the calls that this provider will make through this binding. Good from inside
   * {@code attachClient} on.
   */
  Guard guard();
}
