package io.nmr.jmx;

import io.nmr.deploy.Request;
import io.nmr.runtime.CountsSnapshot;
import io.nmr.runtime.NpiSnapshot;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.runtime.RegistrarRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.NotificationEmitter;

/**
 * The MXBean: asks the registrar's runtime and the deployer anew at each call, and keeps nothing.
 */
final class RegistrarBean extends DescribedMXBean implements RegistrarMXBean {
  private final RegistrarRuntime runtime;
  private final Deployments deployments;

  RegistrarBean(RegistrarRuntime runtime, Deployments deployments, NotificationEmitter emitter) {
    super(RegistrarMXBean.class, emitter);
    this.runtime = runtime;
    this.deployments = deployments;
  }

  @Override
  public CountsSnapshot getCounts() {
    return runtime.counts();
  }

  @Override
  public List<NpiSnapshot> getNpis() {
    return runtime.npis();
  }

  @Override
  public List<OpenTypes.Registered> getRegistrations() {
    return runtime.registrations().stream().map(OpenTypes.Registered::of).toList();
  }

  @Override
  public List<OpenTypes.Bound> getBindings() {
    return runtime.bindings().stream().map(OpenTypes.Bound::of).toList();
  }

  @Override
  public List<OpenTypes.Pending> getPending() {
    Instant now = Instant.now();
    return runtime.pending().stream().map(each -> OpenTypes.Pending.of(each, now)).toList();
  }

  private Stream<PendingSnapshot> holds() {
    return runtime.pending().stream().filter(PendingSnapshot::isHold);
  }

  @Override
  public int getHolds() {
    return (int) holds().count();
  }

  @Override
  public long getLongestHoldMillis() {
    Instant now = Instant.now();
    return holds()
        .mapToLong(each -> Duration.between(each.since(), now).toMillis())
        .reduce(0, Math::max);
  }

  @Override
  public List<OpenTypes.Declined> getDeclines() {
    return runtime.declines().stream().map(OpenTypes.Declined::of).toList();
  }

  @Override
  public List<OpenTypes.Abandoned> getAbandoned() {
    return runtime.abandoned().stream().map(OpenTypes.Abandoned::of).toList();
  }

  @Override
  public List<OpenTypes.Failed> getFailures() {
    return runtime.failures().stream().map(OpenTypes.Failed::of).toList();
  }

  @Override
  public Map<String, String> getSettings() {
    return runtime.settings();
  }

  @Override
  public synchronized void setSetting(String name, String value) {
    Map<String, String> settings = new HashMap<>(runtime.settings());
    settings.put(name, value);
    runtime.configure(settings);
  }

  @Override
  public synchronized void resetSettings() {
    runtime.configure(Map.of());
  }

  @Override
  public void abandon(long bindingId) {
    runtime.abandon(bindingId);
  }

  @Override
  public List<OpenTypes.Operated> getOperations() {
    return deployments.operations().stream().map(OpenTypes.Operated::of).toList();
  }

  @Override
  public String unload(long bundleId, long timeoutMillis) {
    return deployments.run(Request.unload(bundleId), timeoutMillis);
  }

  @Override
  public String stop(long bundleId, long timeoutMillis) {
    return deployments.run(Request.stop(bundleId), timeoutMillis);
  }

  @Override
  public String swap(long bundleId, String file, String manner, long timeoutMillis) {
    return deployments.run(swap(bundleId, file, manner), timeoutMillis);
  }

  private static Request swap(long bundleId, String file, String manner) {
    return Deployments.in(manner, Request.swap(bundleId, Deployments.file(file)));
  }

  @Override
  public String deploy(String file, String manner, long timeoutMillis) {
    return deployments.run(deploy(file, manner), timeoutMillis);
  }

  private static Request deploy(String file, String manner) {
    return Deployments.in(manner, Request.deploy(Deployments.file(file)));
  }

  @Override
  public OpenTypes.Previewed previewUnload(long bundleId) {
    return OpenTypes.Previewed.of(deployments.preview(Request.unload(bundleId)));
  }

  @Override
  public OpenTypes.Previewed previewSwap(long bundleId, String file, String manner) {
    return OpenTypes.Previewed.of(deployments.preview(swap(bundleId, file, manner)));
  }

  @Override
  public OpenTypes.Previewed previewDeploy(String file, String manner) {
    return OpenTypes.Previewed.of(deployments.preview(deploy(file, manner)));
  }

  @Override
  public void cancel(long operationId) {
    deployments.cancel(operationId);
  }
}
