package io.nmr.metrics;

import io.nmr.Blocker;
import io.nmr.Side;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationSnapshot;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.RuntimeEvent.Kind;
import io.nmr.runtime.RuntimeListener;
import io.nmr.runtime.Subscription;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A registrar that has what a test gives it, and tells what the test wants. Any thread may call.
 */
final class FakeRuntime {
  static final String NPI = "com.example.npi";

  final List<RegistrationSnapshot> registrations = new CopyOnWriteArrayList<>();
  final List<BindingSnapshot> bindings = new CopyOnWriteArrayList<>();
  final List<PendingSnapshot> pending = new CopyOnWriteArrayList<>();
  final List<RuntimeListener> listeners = new CopyOnWriteArrayList<>();

  /** The registrar as the metrics see it; any method that they do not need throws. */
  final RegistrarRuntime service =
      (RegistrarRuntime)
          Proxy.newProxyInstance(
              FakeRuntime.class.getClassLoader(),
              new Class<?>[] {RegistrarRuntime.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "registrations" -> registrations;
                    case "bindings" -> bindings;
                    case "pending" -> pending;
                    case "listen" -> listen((RuntimeListener) arguments[0]);
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> throw new AssertionError("nobody should ask for " + method);
                  });

  private Subscription listen(RuntimeListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  static RegistrationSnapshot registration(Side side, String npi, long bundle) {
    return new RegistrationSnapshot(
        1, npi, side, "module", 0, "module (" + bundle + ")", bundle, Map.of(), false, 1);
  }

  void has(RegistrationSnapshot client, RegistrationSnapshot provider, String state) {
    bindings.add(
        new BindingSnapshot(
            1, client.npi(), client, provider, state, true, 0, 0, Optional.empty()));
  }

  void awaits(RegistrationSnapshot registration, Instant since, boolean isHold) {
    List<Blocker> blockers = List.of();
    pending.add(new PendingSnapshot(registration, since, isHold, false, blockers));
  }

  void attaches(RegistrationSnapshot registration, Instant since) {
    pending.add(new PendingSnapshot(registration, since, false, true, List.of()));
  }

  void tells(Kind kind, String npi, Side side, Duration took) {
    RuntimeEvent event =
        new RuntimeEvent(
            Instant.now(),
            kind,
            npi,
            1,
            "client",
            "provider",
            Optional.of(side),
            "module (1)",
            Optional.of(took),
            "");
    listeners.forEach(each -> each.happened(event));
  }

  void tells(Kind kind, Side side) {
    tells(kind, NPI, side, Duration.ZERO);
  }
}
