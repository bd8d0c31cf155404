package io.nmr;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The binding handle: one attachment of one client to one provider. Identity and facts, no actions;
 * any thread, at any time. Each side has its own handle of the same binding.
 */
@ProviderType
public interface Binding {
  /** Unique in this registrar; what the shell and the log call it by. */
  long id();

  /** The interface through which the two are bound. */
  Npi<?, ?> npi();

  /** The client's registration. */
  RegistrationInstance client();

  /** The provider's registration. */
  RegistrationInstance provider();

  /** Why it is being taken apart, from the moment that that begins. */
  Optional<DetachCause> detachCause();

  /**
   * This side's own view: completes when the other side can call no more, that is, when its guard
   * has closed, its calls have ended, and those calls of this side that were in progress when it
   * closed have ended, from inside which it could still call. Completes on a thread of the
   * registrar, or on the thread that runs the detach callbacks. On an unguarded NPI: when the other
   * side's detach stage has completed.
   */
  CompletionStage<Void> peerDetached();
}
