package io.nmr.shell;

import io.nmr.DetachCause;
import io.nmr.Side;
import io.nmr.runtime.AbandonEntry;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.CountsSnapshot;
import io.nmr.runtime.DeclineEntry;
import io.nmr.runtime.InvalidSettingException;
import io.nmr.runtime.NpiSnapshot;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationSnapshot;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.RuntimeListener;
import io.nmr.runtime.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A registrar that reports what a test tells it. Any thread. */
final class FakeRuntime implements RegistrarRuntime {
  static final String NPI = "net.resolver";
  static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  /** What a module may try to do to a terminal. */
  static final String HOSTILE = "evil\u001b[2J\u001b]0;owned\u0007\r\n\u202e\u009b31m\"\\\u2028";

  final List<NpiSnapshot> npis = new CopyOnWriteArrayList<>();
  final List<RegistrationSnapshot> registrations = new CopyOnWriteArrayList<>();
  final List<BindingSnapshot> bindings = new CopyOnWriteArrayList<>();
  final List<PendingSnapshot> pending = new CopyOnWriteArrayList<>();
  final List<DeclineEntry> declines = new CopyOnWriteArrayList<>();
  final List<RuntimeEvent> failures = new CopyOnWriteArrayList<>();
  final List<RuntimeListener> listeners = new CopyOnWriteArrayList<>();
  final List<Long> abandoned = new CopyOnWriteArrayList<>();
  final Map<String, String> settings = new ConcurrentSkipListMap<>();

  /** The settings that the framework properties give. */
  final Map<String, String> defaults = new TreeMap<>();

  /** The settings in force after each change of them. */
  final List<Map<String, String>> configured = new CopyOnWriteArrayList<>();

  volatile long declined;

  /** This registrar as a command sees it. */
  CurrentRegistrar asRuntimes() {
    return new CurrentRegistrar(() -> Optional.of(this));
  }

  static CurrentRegistrar none() {
    return new CurrentRegistrar(Optional::empty);
  }

  static RegistrationSnapshot registration(Side side, String module, int number, long bundle) {
    return new RegistrationSnapshot(
        bundle * 10 + number,
        NPI,
        side,
        module,
        number,
        module + " (" + bundle + ")",
        bundle,
        Map.of(),
        false,
        1);
  }

  static RegistrationSnapshot with(
      Map<String, Object> characteristics, RegistrationSnapshot other) {
    return like(other, characteristics, other.isDeregistering());
  }

  static RegistrationSnapshot deregistering(RegistrationSnapshot other) {
    return like(other, other.characteristics(), true);
  }

  private static RegistrationSnapshot like(
      RegistrationSnapshot other, Map<String, Object> characteristics, boolean isDeregistering) {
    return new RegistrationSnapshot(
        other.id(),
        other.npi(),
        other.side(),
        other.module(),
        other.number(),
        other.owner(),
        other.ownerId(),
        characteristics,
        isDeregistering,
        other.bindings());
  }

  static BindingSnapshot binding(
      long id, RegistrationSnapshot client, RegistrationSnapshot provider) {
    return binding(id, client, provider, "ATTACHED", true, 0, 0, null);
  }

  static BindingSnapshot binding(
      long id,
      RegistrationSnapshot client,
      RegistrationSnapshot provider,
      String state,
      boolean isGuarded,
      int clientCalls,
      int providerCalls,
      DetachCause cause) {
    return new BindingSnapshot(
        id,
        NPI,
        client,
        provider,
        state,
        isGuarded,
        clientCalls,
        providerCalls,
        Optional.ofNullable(cause));
  }

  static RuntimeEvent event(RuntimeEvent.Kind kind, String npi, String client, String owner) {
    return new RuntimeEvent(
        NOW,
        kind,
        npi,
        7,
        client,
        "hosts",
        Optional.of(Side.CLIENT),
        owner,
        Optional.of(Duration.ofMillis(1_500)),
        "because");
  }

  void happen(RuntimeEvent event) {
    listeners.forEach(it -> it.happened(event));
  }

  @Override
  public List<NpiSnapshot> npis() {
    return npis;
  }

  @Override
  public List<RegistrationSnapshot> registrations() {
    return registrations;
  }

  @Override
  public List<BindingSnapshot> bindings() {
    return bindings;
  }

  @Override
  public List<DeclineEntry> declines() {
    return declines;
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
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public Map<String, String> settings() {
    return settings;
  }

  @Override
  public synchronized void configure(Map<String, ?> settings) {
    settings.forEach(
        (name, value) -> {
          if (!defaults.containsKey(name)) {
            throw new InvalidSettingException(name, "is no setting; did you mean another?");
          } else if (value.equals("bad")) {
            throw new InvalidSettingException(name, "is 'bad'; give a good one");
          }
        });
    this.settings.putAll(defaults);
    settings.forEach(
        (name, value) ->
            this.settings.put(name, value.equals("") ? defaults.get(name) : value.toString()));
    configured.add(Map.copyOf(this.settings));
  }

  @Override
  public CountsSnapshot counts() {
    return new CountsSnapshot(0, 0, 0, declined, 0, 0, 0, 0);
  }

  @Override
  public void abandon(long bindingId) {
    if (pending.isEmpty()) {
      throw new IllegalStateException("nobody waits for binding " + bindingId);
    }
    abandoned.add(bindingId);
  }
}
