package io.nmr.runtime;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the registrar knows, as snapshots, and what an operator may do. An OSGi service; any thread;
 * calls no module's code. A snapshot is consistent for each element of it, not across elements.
 */
@ProviderType
public interface RegistrarRuntime {
  /** Every NPI with a registration, by id. */
  List<NpiDTO> npis();

  /** Every registration, in order of registration, those that are deregistering included. */
  List<RegistrationDTO> registrations();

  /** Every binding, by id, from the offer until both sides are cleaned up. */
  List<BindingDTO> bindings();

  /** Who declined whom, latest last; the most recent ones only. */
  List<DeclineDTO> declines();

  /** Every deregistration that is not complete, with what it waits for. */
  List<PendingDTO> pending();

  /** What was left behind when a wait was given up, latest last; the most recent ones only. */
  List<AbandonedDTO> abandoned();

  /** The counts since the registrar started. */
  CountsDTO counts();

  /**
   * Gives up the wait for one binding that is being detached: its guards close, the deregistration
   * that waits for it completes exceptionally, and what was left behind is recorded.
   *
   * @param bindingId the binding's id, as {@link #bindings()} has it
   * @throws IllegalArgumentException if there is no such binding
   * @throws IllegalStateException if nobody waits for it: neither side is deregistering
   */
  void abandon(long bindingId);
}
