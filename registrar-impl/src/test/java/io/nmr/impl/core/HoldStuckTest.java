package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nmr.Npi;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.TestRegistrar;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * H1, H5, H8: a detach callback that does not return holds up its own registration and no other
 * one, once the hold waits for that one no more.
 */
@Timeout(60)
class HoldStuckTest {
  private static final Duration DEADLINE = Duration.ofMillis(500); // a prompt one takes far less

  private final Trace trace = new Trace();
  private final HeldCall stuck = new HeldCall();
  private LocalRegistrar registrar = new LocalRegistrar();
  private LocalModule own;

  /** Providers of the unloaded module, last first in the order of its hold, and a client each. */
  private void attach(int count, Runnable... onDetach) {
    own = registrar.module("own");
    LocalModule peers = registrar.module("peers");
    for (int i = count; i >= 1; i--) {
      var npi = Npi.of("io.nmr.test." + i, TestModule.Work.class, TestModule.Tell.class);
      aProvider(trace).ofNpi(npi).named("provider" + i).registeredWith(own);
      TestClient client = aClient(trace).ofNpi(npi).named("client" + i);
      if (i <= onDetach.length) {
        client.onDetach(onDetach[i - 1]);
      }
      client.registeredWith(peers);
    }
    trace.clear();
  }

  private void abandonTheOneThatDetaches() {
    var detaching =
        registrar.runtime().bindings().stream()
            .filter(binding -> binding.state().equals("DETACHING"))
            .toList();
    assertThat(detaching).hasSize(1);
    registrar.runtime().abandon(detaching.get(0).id());
  }

  private void assertOnlyTheFirstWasLeftBehind() {
    assertThat(registrar.runtime().abandoned()).hasSize(1);
    assertThat(trace.lines())
        .containsExactly(
            "client1 detach",
            "client2 detach",
            "provider2 detach",
            "client2 cleanup",
            "provider2 cleanup");
    stuck.leave();
  }

  @Test
  void H8_when_a_stuck_detach_is_left_out_the_next_registration_is_asked() throws Exception {
    // The caller is inside a call into an innocent provider, and unloads the module from there.
    // The first client's detach callback waits for that provider's close, and so for the caller.
    TestProvider innocent =
        aProvider(new Trace()).answering(this::unload).registeredWith(registrar);
    TestClient caller = aClient(new Trace()).registeredWith(registrar);
    attach(2, innocent.registration::close);

    Background.start("caller", () -> caller.call("x")).get();

    assertThat(registrar.runtime().abandoned()).isEmpty();
    trace.await("provider1 cleanup"); // for what was left out goes on when the call has ended
    assertThat(trace.lines()).containsSubsequence("client1 detach", "client2 detach");
    assertThat(trace.ending("cleanup")).hasSize(4);
  }

  private String unload(String what) {
    own.close();
    assertThat(trace.lines()).as("before the unload returns").contains("provider2 cleanup");
    return what;
  }

  @Test
  void H5_when_an_operator_abandons_a_stuck_detach_the_next_registration_is_asked() {
    attach(2, stuck::hold);
    Background<Void> closing = Background.run("closing", own::close);
    stuck.isInside();

    abandonTheOneThatDetaches();

    closing.get();
    assertOnlyTheFirstWasLeftBehind();
  }

  @Test
  void H5_when_the_deadline_abandons_a_stuck_detach_the_next_registration_is_asked() {
    registrar = LocalRegistrar.abandoningAfter(DEADLINE);
    attach(2, stuck::hold);

    Background.run("closing", own::close).get();

    assertOnlyTheFirstWasLeftBehind();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void H5_two_stuck_ones_are_abandoned_one_after_the_other(boolean byDeadline) {
    registrar = byDeadline ? LocalRegistrar.abandoningAfter(DEADLINE) : registrar;
    HeldCall second = new HeldCall();
    attach(3, stuck::hold, second::hold);
    Background<Void> closing = Background.run("closing", own::close);
    if (!byDeadline) {
      stuck.isInside();
      abandonTheOneThatDetaches();
      second.isInside();
      assertThat(trace.lines()).doesNotContain("client3 detach");
      abandonTheOneThatDetaches();
    }

    closing.get();

    assertThat(registrar.runtime().abandoned()).hasSize(2);
    assertThat(trace.ending("detach"))
        .containsExactly("client1 detach", "client2 detach", "client3 detach", "provider3 detach");
    stuck.leave();
    second.leave();
  }

  /** So the stuck thread itself makes the next registration the current one. */
  @Test
  void H5_when_a_detach_abandons_its_own_binding_and_is_stuck_the_next_registration_is_asked() {
    attach(
        2,
        () -> {
          abandonTheOneThatDetaches();
          stuck.hold();
        });

    Background.run("closing", own::close).get();

    assertOnlyTheFirstWasLeftBehind();
  }

  /** Nobody waits: the framework begins to stop, and each bundle's own stop comes later. */
  @Test
  void H2_a_hold_that_has_only_begun_goes_on_from_a_stuck_detach_too() throws Exception {
    NetworkRegistrar core = TestRegistrar.create();
    ModuleRegistrar module = TestRegistrar.module(core, "own");
    ModuleRegistrar peers = TestRegistrar.module(core, "peers");
    aProvider(trace).named("provider2").registeredWith(module);
    aProvider(trace).named("provider1").registeredWith(module);
    TestClient client = aClient(trace);
    client
        .onDetach(
            () -> {
              if (trace.ending("detach").size() == 1) {
                core.runtime().abandon(client.bindings.get(1).id());
                stuck.hold();
              }
            })
        .registeredWith(peers);

    module.unload().begin();

    trace.await("provider2 cleanup");
    await().until(module::isEmpty);
    stuck.leave();
  }
}
