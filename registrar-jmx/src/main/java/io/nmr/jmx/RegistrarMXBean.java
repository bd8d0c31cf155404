package io.nmr.jmx;

import io.nmr.runtime.CountsSnapshot;
import io.nmr.runtime.NpiSnapshot;
import java.util.List;
import java.util.Map;

/**
 * The registrar, as a management console sees it: snapshots as open types, and the operator's
 * actions. An action that is refused or fails throws an {@link IllegalArgumentException} or {@link
 * IllegalStateException} with one printable line of text. Called by any thread.
 */
@Described("The Network Module Registrar: who is attached, what an unload waits for, and ending it")
public interface RegistrarMXBean {
  /** The counts. */
  @Described("Counts since the registrar started")
  CountsSnapshot getCounts();

  /** The NPIs. */
  @Described("Every NPI with a registration")
  List<NpiSnapshot> getNpis();

  /** The registrations. */
  @Described("Every registration, in order of registration")
  List<OpenTypes.Registered> getRegistrations();

  /** The bindings. */
  @Described("Every binding")
  List<OpenTypes.Bound> getBindings();

  /** The deregistrations under way. */
  @Described("Every deregistration that is not complete, with what it waits for")
  List<OpenTypes.Pending> getPending();

  /** The number of deregistrations that hold back a stop. */
  @Described("How many deregistrations hold back a bundle's stop")
  int getHolds();

  /** The age of the oldest deregistration that holds back a stop. */
  @Described("For how many milliseconds the oldest of these has waited; 0 if there is none")
  long getLongestHoldMillis();

  /** The latest declines. */
  @Described("Who declined whom and why, latest last; the most recent ones")
  List<OpenTypes.Declined> getDeclines();

  /** The latest abandons. */
  @Described("What was left behind when a wait was given up, latest last; the most recent ones")
  List<OpenTypes.Abandoned> getAbandoned();

  /** The latest failures. */
  @Described("Callbacks that failed, latest last; the most recent ones")
  List<OpenTypes.Failed> getFailures();

  /** The settings. */
  @Described("The settings in force")
  Map<String, String> getSettings();

  /** Changes one setting. */
  @Described("Puts one setting in force at once; the others stay as they are")
  void setSetting(
      @Described("name: such as nmr.hold.warn") String name,
      @Described("value: as the framework property has it") String value);

  /** Puts every setting back. */
  @Described("Puts the framework properties in force again")
  void resetSettings();

  /** Gives up one binding. */
  @Described("Gives up the wait for one binding that is being detached")
  void abandon(@Described("bindingId: the id that Bindings shows") long bindingId);

  /** The deployer's operations. */
  @Described("The unloads, swaps and deployments under way, and the latest that have ended")
  List<OpenTypes.Operated> getOperations();

  /** Unloads a bundle. */
  @Described("Stops a bundle, waits for that, uninstalls it and refreshes; tells how far it is")
  String unload(
      @Described("bundleId: the bundle") long bundleId,
      @Described("timeoutMillis: how long to wait here; the unload goes on after that")
          long timeoutMillis);

  /** Stops a bundle. */
  @Described("Stops a bundle, and leaves it installed; tells how far it is")
  String stop(
      @Described("bundleId: the bundle") long bundleId,
      @Described("timeoutMillis: how long to wait here; the stop goes on after that")
          long timeoutMillis);

  /** Swaps a bundle. */
  @Described("Puts the bundle of a file in the place of another; tells how far it is")
  String swap(
      @Described("bundleId: the old bundle") long bundleId,
      @Described("file: the new one's jar, on the registrar's machine") String file,
      @Described("manner: SIDE_BY_SIDE or STOP_FIRST; empty: as the bundles allow") String manner,
      @Described("timeoutMillis: how long to wait here; the swap goes on after that")
          long timeoutMillis);

  /** Deploys a file. */
  @Described("Installs and starts the bundle of a file, in the place of the one of its name")
  String deploy(
      @Described("file: the jar, on the registrar's machine") String file,
      @Described("manner: SIDE_BY_SIDE or STOP_FIRST; empty: as the bundles allow") String manner,
      @Described("timeoutMillis: how long to wait here; the deployment goes on after that")
          long timeoutMillis);

  /** Previews an unload. */
  @Described("What the unload of a bundle would do; nothing is touched")
  OpenTypes.Previewed previewUnload(@Described("bundleId: the bundle") long bundleId);

  /** Previews a swap. */
  @Described("What a swap would do; nothing is touched")
  OpenTypes.Previewed previewSwap(
      @Described("bundleId: the old bundle") long bundleId,
      @Described("file: the new one's jar, on the registrar's machine") String file,
      @Described("manner: SIDE_BY_SIDE or STOP_FIRST; empty: as the bundles allow") String manner);

  /** Previews a deployment. */
  @Described("What a deployment would do; nothing is touched")
  OpenTypes.Previewed previewDeploy(
      @Described("file: the jar, on the registrar's machine") String file,
      @Described("manner: SIDE_BY_SIDE or STOP_FIRST; empty: as the bundles allow") String manner);

  /** Cancels an operation. */
  @Described("Cancels an operation, as long as no old bundle has begun to stop")
  void cancel(@Described("operationId: the id that Operations shows") long operationId);
}
