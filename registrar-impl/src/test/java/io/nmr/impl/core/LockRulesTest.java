package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.Deregistration;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * R23: while a callback or call is held on one thread, another can do everything. That other thread
 * is waited for by the held one, so a lock that were held would stop both.
 */
@Timeout(60)
class LockRulesTest {
  private final LocalRegistrar registrar = new LocalRegistrar();
  private final Trace trace = new Trace();
  private final TestProvider provider = aProvider(trace);
  private final TestClient client = aClient(trace);

  /** All that another thread may want of the registrar, with the same NPI and the same peers. */
  private Void everythingElse() throws Exception {
    TestProvider second = aProvider(trace).named("second").registeredWith(registrar);
    TestClient third = aClient(trace).named("third").registeredWith(registrar);
    assertThat(third.peers).isNotEmpty();
    assertThat(second.peers).isNotEmpty();
    assertThat(registrar.runtime().registrations()).hasSizeGreaterThan(1);
    assertThat(registrar.runtime().bindings()).isNotEmpty();
    registrar.runtime().npis();
    registrar.runtime().pending();
    registrar.runtime().counts();
    third.deregister().await(Duration.ofSeconds(1));
    second.deregister().await(Duration.ofMillis(1));
    try (LocalModule module = registrar.module("own")) {
      aProvider(new Trace()).named("fourth").registeredWith(module);
    }
    trace.add("everything else is done");
    return null;
  }

  private void deregistersItself(TestModule<?> module) {
    Deregistration deregistration = Background.elsewhere(module::deregister);
    assertThat(deregistration.isPending()).isTrue();
    assertThat(deregistration.blockers()).isNotEmpty();
  }

  private void inside() {
    if (trace.lines().contains("inside")) {
      return; // the other thread's offers come here too
    }
    trace.add("inside");
    Background.elsewhere(this::everythingElse);
    if (provider.registration != null) {
      deregistersItself(provider);
    }
    if (client.registration != null) {
      deregistersItself(client);
    }
  }

  private String inside(String what) {
    inside();
    return what;
  }

  @ParameterizedTest
  @EnumSource(WaitingRulesTest.Place.class)
  void R23_no_lock_is_held_in(WaitingRulesTest.Place place) throws Exception {
    switch (place) {
      case CLIENT_ATTACH -> client.beforeAttach(offer -> inside());
      case PROVIDER_ATTACH -> provider.attaching(offer -> inside());
      case CLIENT_CALL -> provider.answering(this::inside);
      case PROVIDER_CALL -> client.answering(this::inside);
      case CLIENT_DETACH -> client.onDetach(this::inside);
      case PROVIDER_DETACH -> provider.onDetach(this::inside);
      case CLIENT_CLEANUP -> client.onCleanup(this::inside);
      case PROVIDER_CLEANUP -> provider.onCleanup(this::inside);
    }
    provider.registeredWith(registrar);
    client.registeredWith(registrar);
    if (place == WaitingRulesTest.Place.CLIENT_CALL) {
      client.call("x");
    } else if (place == WaitingRulesTest.Place.PROVIDER_CALL) {
      provider.call("x");
    }
    provider.deregister().await();
    client.deregister().await();
    assertThat(trace.lines()).contains("everything else is done");
  }

  @Test
  void R23_no_lock_is_held_while_a_stage_or_view_completes() throws Exception {
    // The action on peerDetached runs amid the protocol, and waits for another thread.
    client.registeredWith(registrar);
    provider.registeredWith(registrar);
    client.binding().peerDetached().thenRun(() -> Background.elsewhere(this::everythingElse));
    provider
        .binding()
        .peerDetached()
        .thenRun(() -> Background.elsewhere(() -> registrar.runtime().bindings().size()));
    provider.deregister().await();
    trace.await("everything else is done");
  }

  @Test
  void R23_no_lock_is_held_while_a_deregistration_completes() throws Exception {
    HeldCall held = new HeldCall();
    provider.answering(held::hold).registeredWith(registrar);
    client.registeredWith(registrar);
    held.by("caller", () -> client.call("x"));
    Deregistration deregistration = provider.deregister();
    deregistration.completion().thenRun(() -> Background.elsewhere(this::everythingElse));
    held.leaveAndReturn();
    trace.await("everything else is done");
  }
}
