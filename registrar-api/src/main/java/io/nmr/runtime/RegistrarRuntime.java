package io.nmr.runtime;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The registrar's state as snapshots, and the actions of an operator. An OSGi service. Any thread;
 * no method calls a module's code. Each element of a snapshot is consistent in itself, but one
 * element may be newer than another.
 */
@ProviderType
public interface RegistrarRuntime {
  /** {@return every NPI for which there is a registration, sorted by id} */
  List<NpiSnapshot> npis();

  /** {@return every registration, also while it deregisters, in order of registration} */
  List<RegistrationSnapshot> registrations();

  /** {@return every binding, from its offer until both sides are cleaned up, sorted by id} */
  List<BindingSnapshot> bindings();

  /** {@return the most recent declined pairs, latest last} */
  List<DeclineEntry> declines();

  /**
   * Returns every deregistration that is not complete and every registration whose register call
   * has not returned, each with what it waits for, in order of registration.
   *
   * @return the snapshot
   */
  List<PendingSnapshot> pending();

  /** {@return the most recently abandoned bindings, with what was left behind, latest last} */
  List<AbandonEntry> abandoned();

  /** {@return the events of the callbacks that failed most recently, latest last} */
  List<RuntimeEvent> failures();

  /**
   * Tells a listener every event from now on, until the subscription is closed or the registrar
   * stops. Events cost nothing while there is no listener.
   *
   * @param listener hears the events, on the threads on which they happen
   * @return the handle that ends the listening
   */
  Subscription listen(RuntimeListener listener);

  /**
   * Returns the settings in force, as text, by the names of the framework properties ({@code
   * nmr.hold.warn} and so on). Passing the map to {@link #configure} leaves the settings as they
   * are.
   *
   * @return values by name
   */
  Map<String, String> settings();

  /**
   * Returns the settings in force for one registration: those of {@link #settings()}, except where
   * a rule for this registration says otherwise.
   *
   * @param registrationId its id in {@link #registrations()}; if it is gone, the general settings
   *     are returned
   * @return values by name
   */
  default Map<String, String> settingsOf(long registrationId) {
    return settings();
  }

  /**
   * Puts other settings in force at once, also for holds that are under way. Settings that are
   * missing or blank fall back to the framework properties.
   *
   * @param settings values as text, by name; a list may be an array or collection
   * @throws InvalidSettingException if a value is bad or a name unknown; no setting has changed
   *     then
   */
  void configure(Map<String, ?> settings);

  /** {@return how often things have happened since the registrar started} */
  CountsSnapshot counts();

  /**
   * Gives up the wait for one binding that is being detached. Its guards close, the deregistration
   * that waits for it completes exceptionally, and what is left behind is recorded. NMR has no
   * counterpart.
   *
   * @param bindingId the binding's id in {@link #bindings()}
   * @throws IllegalArgumentException if there is no such binding
   * @throws IllegalStateException if neither side is deregistering, so that nothing waits for it
   */
  void abandon(long bindingId);
}
