package io.nmr.deploy.engine;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.nmr.deploy.Manner;
import io.nmr.deploy.Preview;
import io.nmr.deploy.Request;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Finds out what an operation would do, by looking only. Any thread may call. */
final class Previews {
  private final BundleContext context;
  private final Wiring wiring;
  private final Optional<RegistrarRuntime> runtime;

  Previews(BundleContext context, Wiring wiring, Optional<RegistrarRuntime> runtime) {
    this.context = context;
    this.wiring = wiring;
    this.runtime = runtime;
  }

  /**
   * The preview of a request.
   *
   * @param old the bundle that would be stopped, if any
   * @param jar the bundle that would come, if any
   */
  Preview of(Request request, @Nullable Bundle old, @Nullable Jar jar) {
    Optional<MannerChoice> choice =
        old == null || jar == null
            ? Optional.empty()
            : Optional.of(
                MannerChoice.of(
                    old, jar, request, context.getProperty(Constants.FRAMEWORK_BSNVERSION)));
    boolean isStopOnly = request.kind() == Request.Kind.STOP;
    List<Bundle> wired =
        old == null || isStopOnly
            ? List.of()
            : wiring.dependents(old).stream().filter(BundleStop::isStarted).toList();
    Set<Long> stopped =
        Stream.concat(wired.stream(), Stream.ofNullable(old))
            .map(Bundle::getBundleId)
            .collect(toUnmodifiableSet());
    List<BindingSnapshot> all = runtime.map(RegistrarRuntime::bindings).orElse(List.of());
    List<BindingSnapshot> detached = detached(all, stopped);
    Peers peers = new Peers(stopped, all, detached);
    boolean comesBeside = choice.filter(it -> it.manner() == Manner.SIDE_BY_SIDE).isPresent();
    return new Preview(
        request.kind(),
        Optional.ofNullable(old).map(BundleNames::of),
        Optional.ofNullable(jar).map(Jar::nameAndVersion),
        choice.map(MannerChoice::manner),
        choice.map(MannerChoice::why).orElse(""),
        BundleNames.of(wired),
        Components.unsatisfiedWithout(context, stopped),
        detached.stream().map(Previews::words).toList(),
        detached.stream().mapToInt(it -> it.clientCalls() + it.providerCalls()).sum(),
        comesBeside ? List.of() : peers.without(),
        comesBeside
            ? Stream.concat(peers.without().stream(), peers.otherwise().stream()).toList()
            : peers.otherwise(),
        holds(detached));
  }

  private static List<BindingSnapshot> detached(List<BindingSnapshot> all, Set<Long> stopped) {
    return all.stream()
        .filter(
            it ->
                stopped.contains(it.client().ownerId())
                    || stopped.contains(it.provider().ownerId()))
        .sorted(Comparator.comparing(it -> it.client().owner() + " " + it.provider().owner()))
        .toList();
  }

  private static String words(BindingSnapshot binding) {
    int calls = binding.clientCalls() + binding.providerCalls();
    return "%d: client %s, provider %s, of %s%s"
        .formatted(
            binding.id(),
            binding.client().owner(),
            binding.provider().owner(),
            binding.npi(),
            calls == 0 ? "" : ", calls inside " + calls);
  }

  private static List<String> holds(List<BindingSnapshot> detached) {
    List<String> holds = new ArrayList<>();
    for (BindingSnapshot each : detached) {
      add(holds, each.clientCalls(), each.client(), each.provider());
      add(holds, each.providerCalls(), each.provider(), each.client());
    }
    return holds;
  }

  private static void add(
      List<String> holds, int calls, RegistrationSnapshot from, RegistrationSnapshot into) {
    if (calls > 0) {
      holds.add(
          "%d %s by %s into %s"
              .formatted(calls, calls == 1 ? "call" : "calls", from.owner(), into.owner()));
    }
  }

  /** The clients that stay and lose a provider, found in one pass over the bindings. */
  private static final class Peers {
    private final Set<RegistrationSnapshot> losing;
    private final Set<Long> served; // ids of clients that have a provider which stays

    Peers(Set<Long> stopped, List<BindingSnapshot> all, List<BindingSnapshot> detached) {
      this.losing =
          detached.stream()
              .map(BindingSnapshot::client)
              .filter(it -> !stopped.contains(it.ownerId()))
              .collect(toCollection(LinkedHashSet::new));
      this.served =
          all.stream()
              .filter(it -> it.state().equals("ATTACHED"))
              .filter(it -> !stopped.contains(it.provider().ownerId()))
              .map(it -> it.client().id())
              .collect(toUnmodifiableSet());
    }

    List<String> without() {
      return names(losing.stream().filter(it -> !served.contains(it.id())));
    }

    List<String> otherwise() {
      return names(losing.stream().filter(it -> served.contains(it.id())));
    }

    private static List<String> names(Stream<RegistrationSnapshot> clients) {
      return clients.map(it -> it.owner() + " of " + it.npi()).distinct().toList();
    }
  }
}
