package io.nmr;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One attachment of one client to one provider: NMR's binding handle. It tells facts and has no
 * actions. Each side has its own handle of the same binding. Any thread, at any time.
 */
@ProviderType
public interface Binding {
  /** {@return the binding's number, unique in this registrar, which the shell and the log show} */
  long id();

  /** {@return the NPI through which the two are bound} */
  Npi<?, ?> npi();

  /** {@return the client's registration} */
  RegistrationInstance client();

  /** {@return the provider's registration} */
  RegistrationInstance provider();

  /** {@return why the binding is being taken apart; empty until its detaching begins} */
  Optional<DetachCause> detachCause();

  /**
   * Returns a stage that completes when the other side can make no more calls to this side. Each
   * side has its own.
   *
   * <p>On a guarded NPI the stage completes when the other side's guard has closed, the other
   * side's calls have ended, and those calls of this side have ended that were in progress when the
   * guard closed, because the other side could still call from inside them. On an unguarded NPI it
   * completes when the other side's detach stage has completed. It completes on a thread of the
   * registrar, or on the thread that runs the detach callbacks.
   *
   * @return this side's stage
   */
  CompletionStage<Void> peerDetached();
}
