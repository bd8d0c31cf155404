package io.nmr.local;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.DetachCause;
import io.nmr.NetworkModule;
import io.nmr.NoInterfaceException;
import io.nmr.Npi;
import io.nmr.Registrar;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.LogCapture;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** H1, H4 and H6 to H8, as far as a plain JVM has them: unloading one module. */
@Timeout(30)
class LocalModuleUnloadTest {
  private static final Npi<TestModule.Work, TestModule.Tell> LOWER =
      Npi.of("io.nmr.test.lower", TestModule.Work.class, TestModule.Tell.class);

  private final LocalRegistrar registrar = new LocalRegistrar();
  private final LocalModule own = registrar.module("own");
  private final Trace trace = new Trace();
  private final TestProvider provider = aProvider(trace);
  private final TestClient client = aClient(trace);
  private final HeldCall held = new HeldCall();

  @Test
  void H1_providers_go_last_first_then_clients_last_first() {
    Trace deregistered = new Trace();
    for (int i = 1; i <= 2; i++) {
      Npi<TestModule.Work, TestModule.Tell> upper =
          Npi.of("io.nmr.test.upper" + i, TestModule.Work.class, TestModule.Tell.class);
      Npi<TestModule.Work, TestModule.Tell> lower =
          Npi.of("io.nmr.test.lower" + i, TestModule.Work.class, TestModule.Tell.class);
      aClient(deregistered).named("client" + i).ofNpi(lower).registeredWith(own);
      aProvider(deregistered).named("provider" + i).ofNpi(upper).registeredWith(own);
      aProvider(trace).ofNpi(lower).registeredWith(registrar);
      aClient(trace).ofNpi(upper).registeredWith(registrar);
    }
    deregistered.clear();
    own.close();
    assertThat(deregistered.lines())
        .containsExactly(
            "provider2 detach",
            "provider2 cleanup",
            "provider1 detach",
            "provider1 cleanup",
            "client2 detach",
            "client2 cleanup",
            "client1 detach",
            "client1 cleanup");
  }

  @Test
  void H1_each_is_complete_before_the_next_begins() {
    // A call is held inside the last provider: the first one and the client below are untouched.
    TestProvider first = aProvider(trace).named("first").registeredWith(own);
    provider.answering(held::hold).registeredWith(own);
    TestProvider below = aProvider(trace).named("below").ofNpi(LOWER).registeredWith(registrar);
    TestClient inner = aClient(trace).named("inner").ofNpi(LOWER).registeredWith(own);
    client.registeredWith(registrar);
    held.by("caller", () -> client.peers.get(1).work("x"));
    Background<Void> closing = Background.run("closing", own::close);
    awaitPending();
    closing.awaitBlocked();
    assertThat(first.binding().detachCause()).isEmpty();
    assertThat(inner.binding().detachCause()).isEmpty();
    assertThat(client.peers.get(0).work("first is open")).isEqualTo("first is open");
    assertThat(inner.call("below is open")).isEqualTo("below is open");
    assertThat(below.call("inner is open")).isEqualTo("inner is open");
    held.leaveAndReturn();
    closing.get();
    assertThat(first.binding().detachCause()).contains(DetachCause.PROVIDER_DEREGISTERED);
    assertThat(inner.binding().detachCause()).contains(DetachCause.CLIENT_DEREGISTERED);
  }

  private void awaitPending() {
    Awaitility.await().until(() -> !registrar.runtime().pending().isEmpty());
  }

  @Test
  void H1_work_taken_from_above_finishes_with_what_is_below() {
    // The call is inside the module, between its upper and its lower side, when it is unloaded.
    aProvider(trace)
        .named("below")
        .ofNpi(LOWER)
        .answering(what -> "stored " + what)
        .registeredWith(registrar);
    TestClient inner = aClient(trace).named("inner").ofNpi(LOWER).registeredWith(own);
    provider.answering(what -> inner.call(held.hold(what))).registeredWith(own);
    client.registeredWith(registrar);
    held.by("caller", () -> client.call("x"));
    Background<Void> closing = Background.run("closing", own::close);
    awaitPending();
    assertThat(held.leaveAndReturn()).isEqualTo("stored x");
    closing.get();
  }

  @Test
  void H1_a_module_ends_in_its_detach_the_calls_that_only_it_can_end() {
    provider.answering(held::hold).onDetach(held::leave).registeredWith(own);
    client.registeredWith(registrar);
    held.by("caller", () -> client.call("x"));
    own.close();
    assertThat(held.leaveAndReturn()).isEqualTo("x");
    assertThat(trace.ending("cleanup")).hasSize(2);
  }

  @Test
  void H4_a_hold_that_lasts_is_logged_with_its_blockers() throws Exception {
    LocalRegistrar impatient = LocalRegistrar.abandoningAfter(Duration.ofSeconds(1));
    LocalModule module = impatient.module("slow-module");
    provider.answering(held::hold).registeredWith(module);
    client.registeredWith(impatient);
    held.by("the-caller", () -> client.call("x"));
    try (LogCapture log = new LogCapture()) {
      Background<Void> closing = Background.run("closing", module::close);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(log.lines())
                      .anySatisfy(
                          line ->
                              assertThat(line).contains("slow-module", "the-caller", "client")));
      held.leaveAndReturn();
      closing.get();
    }
  }

  @Test
  void H6_an_interrupt_does_not_let_an_unload_through_early_and_is_kept() {
    provider.answering(held::hold).registeredWith(own);
    client.registeredWith(registrar);
    held.by("caller", () -> client.call("x"));
    Background<Boolean> closing =
        Background.start(
            "closing",
            () -> {
              Thread.currentThread().interrupt();
              own.close();
              return Thread.interrupted();
            });
    awaitPending();
    closing.awaitBlocked();
    closing.interrupt();
    closing.awaitBlocked();
    assertThat(closing.isDone()).isFalse();
    assertThat(registrar.runtime().bindings()).hasSize(1);
    held.leaveAndReturn();
    assertThat(closing.get()).isTrue();
    assertThat(trace.ending("cleanup")).hasSize(2);
  }

  @Test
  void H7_while_one_unload_is_held_others_load_call_and_unload() {
    provider.answering(held::hold).registeredWith(own);
    client.registeredWith(registrar);
    held.by("caller", () -> client.call("x"));
    Background<Void> closing = Background.run("closing", own::close);
    awaitPending();
    Background.elsewhere(
        () -> {
          try (LocalModule other = registrar.module("other")) {
            aProvider(trace).named("other").registeredWith(other);
            assertThat(client.call("y")).isEqualTo("y");
          }
          return null;
        });
    assertThat(trace.lines()).contains("other cleanup");
    assertThat(closing.isDone()).isFalse();
    held.leaveAndReturn();
    closing.get();
  }

  @Test
  void H8_an_unload_from_inside_a_call_of_the_module_leaves_that_one_out_and_says_so()
      throws Exception {
    HeldCall other = new HeldCall();
    TestClient second = aClient(trace).named("second");
    provider
        .answering(
            what -> {
              if (what.equals("other")) {
                return other.hold(what);
              }
              own.close();
              trace.add("close has returned");
              return what;
            })
        .registeredWith(own);
    client.registeredWith(registrar);
    second.registeredWith(registrar);
    try (LogCapture log = new LogCapture()) {
      assertThat(Background.start("unloading", () -> client.call("x")).get()).isEqualTo("x");
      assertThat(log.lines())
          .anySatisfy(line -> assertThat(line).contains("unloading").contains("client"));
    }
    assertThat(trace.lines()).contains("close has returned", "second cleanup");
    trace.await("client cleanup");
  }

  @Test
  void H8_an_unload_from_inside_a_callback_leaves_that_one_out() throws Exception {
    provider
        .attaching(
            offer -> {
              own.close();
              trace.add("close has returned");
            })
        .registeredWith(own);
    client.registeredWith(registrar);
    assertThat(trace.lines()).contains("close has returned");
    trace.await("provider cleanup");
    assertThatThrownBy(() -> aProvider(trace).registeredWith(own))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void H8_an_unload_from_inside_the_modules_own_detach_leaves_that_one_out() throws Exception {
    // The detach runs on the registrar's thread for the hold; it unloads the module once more.
    provider
        .onDetach(
            () -> {
              own.close();
              trace.add("inner close has returned");
            })
        .registeredWith(own);
    client.registeredWith(registrar);
    Background.run("closing", own::close).get();
    trace.await("inner close has returned");
    trace.await("provider cleanup");
  }

  @Test
  void H8_two_unloads_from_inside_each_others_calls_do_not_hang() throws Exception {
    // One is inside own's call and unloads other; two is inside other's call and unloads own.
    LocalModule other = registrar.module("other");
    TestProvider second = aProvider(trace).named("second");
    HeldCall two = new HeldCall();
    provider
        .answering(
            what -> {
              held.hold();
              other.close();
              return what;
            })
        .registeredWith(own);
    second
        .answering(
            what -> {
              two.hold();
              own.close();
              return what;
            })
        .registeredWith(other);
    client.registeredWith(registrar);
    held.by("one", () -> client.peers.get(0).work("one"));
    two.by("two", () -> client.peers.get(1).work("two"));
    held.leave();
    two.leave();
    assertThat(held.leaveAndReturn()).isEqualTo("one");
    assertThat(two.leaveAndReturn()).isEqualTo("two");
    trace.await("provider cleanup");
    trace.await("second cleanup");
  }

  @Test
  void a_module_whose_load_throws_is_unloaded_again() {
    List<String> log = new ArrayList<>();
    IllegalStateException failure = new IllegalStateException("cannot run");
    client.registeredWith(registrar);
    NetworkModule broken =
        new NetworkModule() {
          @Override
          protected void load(Registrar given) throws NoInterfaceException {
            provider.registeredWith(given);
            throw failure;
          }

          @Override
          protected void unload() {
            log.addAll(trace.ending("cleanup"));
            log.add("unload");
          }
        };
    assertThatThrownBy(() -> registrar.load(broken)).isSameAs(failure);
    assertThat(log).containsExactly("client cleanup", "provider cleanup", "unload");
    assertThat(registrar.runtime().registrations()).hasSize(1);
  }
}
