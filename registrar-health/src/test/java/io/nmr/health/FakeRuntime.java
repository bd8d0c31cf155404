package io.nmr.health;

import io.nmr.Side;
import io.nmr.runtime.AbandonedDTO;
import io.nmr.runtime.BindingDTO;
import io.nmr.runtime.CountsDTO;
import io.nmr.runtime.DeclineDTO;
import io.nmr.runtime.EventDTO;
import io.nmr.runtime.NpiDTO;
import io.nmr.runtime.PendingDTO;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationDTO;
import io.nmr.runtime.RuntimeListener;
import io.nmr.runtime.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A registrar whose snapshots are what a test puts into its lists. */
final class FakeRuntime implements RegistrarRuntime {
  static final RegistrationDTO HOSTS =
      new RegistrationDTO(
          7, "net.resolver", Side.PROVIDER, "hosts", 0, "hosts (6)", 6, Map.of(), true, 1);

  final List<PendingDTO> pending = new ArrayList<>();
  final List<EventDTO> failures = new ArrayList<>();
  final Map<Long, String> warnTimes = new HashMap<>();

  @Override
  public List<NpiDTO> npis() {
    return List.of();
  }

  @Override
  public List<RegistrationDTO> registrations() {
    return List.of(HOSTS);
  }

  @Override
  public List<BindingDTO> bindings() {
    return List.of();
  }

  @Override
  public List<DeclineDTO> declines() {
    return List.of();
  }

  @Override
  public List<PendingDTO> pending() {
    return pending;
  }

  @Override
  public List<AbandonedDTO> abandoned() {
    return List.of();
  }

  @Override
  public List<EventDTO> failures() {
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
  public CountsDTO counts() {
    return new CountsDTO(0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public void abandon(long bindingId) {
    throw new UnsupportedOperationException("a health check changes nothing");
  }
}
