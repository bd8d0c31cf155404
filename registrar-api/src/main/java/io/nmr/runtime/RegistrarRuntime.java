package io.nmr.runtime;

import java.util.List;
import java.util.Map;
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

  /**
   * Every deregistration that is not complete, and every registration whose register call has not
   * returned, in order of registration, with what it waits for.
   */
  List<PendingDTO> pending();

  /** What was left behind when a wait was given up, latest last; the most recent ones only. */
  List<AbandonedDTO> abandoned();

  /** The callbacks that failed, as their events, latest last; the most recent ones only. */
  List<EventDTO> failures();

  /**
   * Tells a listener all that happens from now on, until the subscription is closed or the
   * registrar stops. Costs nothing while nobody listens.
   */
  Subscription listen(RuntimeListener listener);

  /**
   * The settings in force, by the names that the framework properties have ({@code nmr.hold.warn}
   * and so on), as text. Given to {@link #configure} they give the same settings again.
   */
  Map<String, String> settings();

  /**
   * The settings in force for one registration: where a rule is about it, with what the rule says.
   *
   * @param registrationId as {@link #registrations()} has it; one that is gone has the general ones
   */
  default Map<String, String> settingsOf(long registrationId) {
    return settings();
  }

  /**
   * Puts other settings in force, at once and for holds that are under way too. What is not named,
   * or blank, is as the framework properties have it.
   *
   * @param settings by name, as text; a list may be given as an array or collection
   * @throws InvalidSettingException for a bad value or an unknown name; nothing has changed then
   */
  void configure(Map<String, ?> settings);

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
