package io.nmr.health;

import io.nmr.Side;
import io.nmr.runtime.AbandonEntry;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.CountsSnapshot;
import io.nmr.runtime.DeclineEntry;
import io.nmr.runtime.NpiSnapshot;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationSnapshot;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.RuntimeListener;
import io.nmr.runtime.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A registrar whose snapshots are what a test puts into its lists. */
final class FakeRuntime implements RegistrarRuntime {
  static final RegistrationSnapshot HOSTS =
      new RegistrationSnapshot(
          7, "net.resolver", Side.PROVIDER, "hosts", 0, "hosts (6)", 6, Map.of(), true, 1);

  final List<PendingSnapshot> pending = new ArrayList<>();
  final List<RuntimeEvent> failures = new ArrayList<>();
  final Map<Long, String> warnTimes = new HashMap<>();

  @Override
  public List<NpiSnapshot> npis() {
    return List.of();
  }

  @Override
  public List<RegistrationSnapshot> registrations() {
    return List.of(HOSTS);
  }

  @Override
  public List<BindingSnapshot> bindings() {
    return List.of();
  }

  @Override
  public List<DeclineEntry> declines() {
    return List.of();
  }

  @Override
  public List<PendingSnapshot> pending() {
    return pending;
  }

  @Override
  public List<AbandonEntry> abandoned() {
    return List.of();
  }

  @Override
  public List<RuntimeEvent> failures() {
    return failures;
  }

  @Override
  public Subscription listen(RuntimeListener listener) {
    return () -> {};
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("nmr.hold.warn", "5s");
  }

  @Override
  public Map<String, String> settingsOf(long registrationId) {
    return Map.of("nmr.hold.warn", warnTimes.getOrDefault(registrationId, "5s"));
  }

  @Override
  public void configure(Map<String, ?> settings) {
    throw new UnsupportedOperationException("a health check changes nothing");
  }

  @Override
  public CountsSnapshot counts() {
    return new CountsSnapshot(0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public void abandon(long bindingId) {
    throw new UnsupportedOperationException("a health check changes nothing");
  }
}
