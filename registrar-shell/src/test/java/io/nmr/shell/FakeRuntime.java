package io.nmr.shell;

import io.nmr.DetachCause;
import io.nmr.Side;
import io.nmr.runtime.AbandonedDTO;
import io.nmr.runtime.BindingDTO;
import io.nmr.runtime.CountsDTO;
import io.nmr.runtime.DeclineDTO;
import io.nmr.runtime.EventDTO;
import io.nmr.runtime.InvalidSettingException;
import io.nmr.runtime.NpiDTO;
import io.nmr.runtime.PendingDTO;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationDTO;
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

/** A registrar that knows what a test tells it. Any thread. */
final class FakeRuntime implements RegistrarRuntime {
  static final String NPI = "net.resolver";
  static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  /** What a module may try to do to a terminal. */
  static final String HOSTILE = "evil\u001b[2J\u001b]0;owned\u0007\r\n\u202e\u009b31m\"\\\u2028";

  final List<NpiDTO> npis = new CopyOnWriteArrayList<>();
  final List<RegistrationDTO> registrations = new CopyOnWriteArrayList<>();
  final List<BindingDTO> bindings = new CopyOnWriteArrayList<>();
  final List<PendingDTO> pending = new CopyOnWriteArrayList<>();
  final List<DeclineDTO> declines = new CopyOnWriteArrayList<>();
  final List<EventDTO> failures = new CopyOnWriteArrayList<>();
  final List<RuntimeListener> listeners = new CopyOnWriteArrayList<>();
  final List<Long> abandoned = new CopyOnWriteArrayList<>();
  final Map<String, String> settings = new ConcurrentSkipListMap<>();

  /** What the framework properties say. */
  final Map<String, String> defaults = new TreeMap<>();

  /** The settings in force after each change of them. */
  final List<Map<String, String>> configured = new CopyOnWriteArrayList<>();

  volatile long declined;

  /** As a command sees it. */
  CurrentRegistrar asRuntimes() {
    return new CurrentRegistrar(() -> Optional.of(this));
  }

  static CurrentRegistrar none() {
    return new CurrentRegistrar(Optional::empty);
  }

  static RegistrationDTO registration(Side side, String module, int number, long bundle) {
    return new RegistrationDTO(
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

  static RegistrationDTO with(Map<String, Object> characteristics, RegistrationDTO other) {
    return like(other, characteristics, other.isDeregistering());
  }

  static RegistrationDTO deregistering(RegistrationDTO other) {
    return like(other, other.characteristics(), true);
  }

  private static RegistrationDTO like(
      RegistrationDTO other, Map<String, Object> characteristics, boolean isDeregistering) {
    return new RegistrationDTO(
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

  static BindingDTO binding(long id, RegistrationDTO client, RegistrationDTO provider) {
    return binding(id, client, provider, "ATTACHED", true, 0, 0, null);
  }

  static BindingDTO binding(
      long id,
      RegistrationDTO client,
      RegistrationDTO provider,
      String state,
      boolean isGuarded,
      int clientCalls,
      int providerCalls,
      DetachCause cause) {
    return new BindingDTO(
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

  static EventDTO event(EventDTO.Kind kind, String npi, String client, String owner) {
    return new EventDTO(
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

  void happen(EventDTO event) {
    listeners.forEach(it -> it.happened(event));
  }

  @Override
  public List<NpiDTO> npis() {
    return npis;
  }

  @Override
  public List<RegistrationDTO> registrations() {
    return registrations;
  }

  @Override
  public List<BindingDTO> bindings() {
    return bindings;
  }

  @Override
  public List<DeclineDTO> declines() {
    return declines;
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
  public CountsDTO counts() {
    return new CountsDTO(0, 0, 0, declined, 0, 0, 0, 0);
  }

  @Override
  public void abandon(long bindingId) {
    if (pending.isEmpty()) {
      throw new IllegalStateException("nobody waits for binding " + bindingId);
    }
    abandoned.add(bindingId);
  }
}
