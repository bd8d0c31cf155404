package io.nmr.impl.core;

import io.nmr.Deregistration;
import io.nmr.Registration;
import io.nmr.impl.Lincheck;
import io.nmr.runtime.BindingSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A whole registrar: one client and one provider come and go while they call each other and an
 * operator abandons bindings. Deregistering is not meant to be an atomic step (R16), so there is no
 * sequential order to compare the results with. Instead every interleaving is checked for what must
 * always hold: {@link WatchedPair} complains of a callback that comes too often, too early or too
 * late, and nothing may be left when all is quiet.
 */
public class RegistrarLincheckTest {
  /** A specification in which no operation has a result. */
  public static class Spec {
    public void registerClient() {}

    public void registerProvider() {}

    public void deregisterClient() {}

    public void deregisterProvider() {}

    public void call() {}

    public void callBack() {}

    public void abandon() {}
  }

  private final Parts parts = new Parts(new Parts.SameThread());
  private final Map<Long, WatchedPair> pairs = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Deregistration> begun = new ConcurrentLinkedQueue<>();
  private volatile @Nullable WatchedPair latest;
  private @Nullable Registration client;
  private @Nullable Registration provider;

  private WatchedPair pair(long binding) {
    return pairs.computeIfAbsent(binding, id -> new WatchedPair());
  }

  // Each side is one module, which makes one step after the other.

  @Operation(nonParallelGroup = "client")
  public void registerClient() {
    if (client == null) {
      client =
          parts.module.registerClient(
              Parts.NPI,
              offer -> {
                WatchedPair pair = pair(offer.binding().id());
                offer.attach(pair.client);
                pair.clientsGuard = offer.guard();
                latest = pair;
              });
    }
  }

  @Operation(nonParallelGroup = "provider")
  public void registerProvider() {
    if (provider == null) {
      provider =
          parts.module.registerProvider(
              Parts.NPI,
              offer -> {
                WatchedPair pair = pair(offer.binding().id());
                pair.providersGuard = offer.guard();
                return pair.provider;
              });
    }
  }

  @Operation(nonParallelGroup = "client")
  public void deregisterClient() {
    if (client != null) {
      deregister(client);
      client = null;
    }
  }

  @Operation(nonParallelGroup = "provider")
  public void deregisterProvider() {
    if (provider != null) {
      deregister(provider);
      provider = null;
    }
  }

  private void deregister(Registration registration) {
    Deregistration deregistration = registration.deregister();
    if (!deregistration.isPending()
        && !((CoreDeregistration) deregistration).bindings().isEmpty()) {
      throw new IllegalStateException("over with bindings left (R16)");
    }
    begun.add(deregistration);
  }

  @Operation
  public void call() {
    WatchedPair pair = latest;
    if (pair != null) {
      pair.enter(pair.clientsGuard);
    }
  }

  @Operation
  public void callBack() {
    WatchedPair pair = latest;
    if (pair != null) {
      pair.enter(pair.providersGuard);
    }
  }

  @Operation
  public void abandon() {
    for (BindingSnapshot binding : parts.registrar.runtime().bindings()) {
      pair(binding.id()).abandon(() -> parts.registrar.runtime().abandon(binding.id()));
    }
  }

  /** When all is quiet, the registered sides are bound once (R3), and nothing else is left. */
  @Validate
  public void nothingIsLeft() {
    List<BindingSnapshot> bound = parts.registrar.runtime().bindings();
    require(bound.size() == (client != null && provider != null ? 1 : 0), "bound: " + bound);
    require(begun.stream().noneMatch(Deregistration::isPending), "pending with nobody inside");
    deregisterClient();
    deregisterProvider();
    require(begun.stream().noneMatch(Deregistration::isPending), "pending with nobody inside");
    require(parts.registrar.runtime().bindings().isEmpty(), "bindings are left");
    require(parts.registrar.runtime().registrations().isEmpty(), "registrations are left");
    require(parts.registrar.runtime().npis().isEmpty(), "a table is left");
    new ArrayList<>(pairs.values()).forEach(WatchedPair::requireEnd);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  /** Scenarios that chance seldom makes: both leave a bound pair; one leaves an attaching pair. */
  private static final List<ExecutionScenario> MEETINGS =
      List.of(
          Lincheck.scenario(
              RegistrarLincheckTest.class,
              List.of("registerClient", "registerProvider"),
              List.of("deregisterClient"),
              List.of("deregisterProvider")),
          Lincheck.scenario(
              RegistrarLincheckTest.class,
              List.of("registerClient", "registerProvider"),
              List.of("call", "deregisterClient"),
              List.of("callBack")),
          Lincheck.scenario(
              RegistrarLincheckTest.class,
              List.of("registerClient"),
              List.of("registerProvider"),
              List.of("deregisterClient")));

  @Tag("full")
  @Test
  void model_checked() {
    Lincheck.modelCheckBriefly(RegistrarLincheckTest.class, Spec.class, MEETINGS);
  }

  @Test
  void under_stress() {
    Lincheck.stress(RegistrarLincheckTest.class, Spec.class, MEETINGS);
  }
}
