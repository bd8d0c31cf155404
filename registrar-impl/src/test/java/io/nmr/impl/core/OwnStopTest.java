package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.AbandonedException;
import io.nmr.Deregistration;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.LogCapture;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.TestRegistrar;
import io.nmr.impl.fixtures.Trace;
import io.nmr.impl.guard.CountedCall;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** H4, H5: the waits of a module that deregisters by itself in its own stop are a hold. */
@Timeout(30)
class OwnStopTest {
  private static final String LONG = "1h";
  private static final String SHORT = "50ms";

  private final NetworkRegistrar registrar = TestRegistrar.create();
  private final ModuleRegistrar own = TestRegistrar.module(registrar, "own");
  private final HeldCall held = new HeldCall();
  private final TestProvider provider = aProvider(new Trace()).answering(held::hold);
  private final TestClient client = aClient(new Trace());

  @BeforeEach
  void aCallIsInside() {
    provider.registeredWith(own);
    client.registeredWith(TestRegistrar.module(registrar, "peers"));
    held.by("caller", () -> client.call("x"));
  }

  @AfterEach
  void leave() {
    held.leaveAndReturn();
  }

  private void configure(String warn, String policy, String deadline) {
    registrar
        .runtime()
        .configure(
            Map.of(
                "nmr.hold.warn", warn, "nmr.hold.policy", policy, "nmr.hold.deadline", deadline));
  }

  private void assertAbandoned(Background.Work wait) {
    assertThatThrownBy(() -> Background.run("stopping", wait).get())
        .isInstanceOf(AbandonedException.class);
    assertThat(registrar.runtime().abandoned()).hasSize(1);
  }

  @Test
  void H5_the_deadline_ends_an_await_inside_a_stop() {
    configure(LONG, "abandon", SHORT);
    own.refuse(); // what a stop of a module that deregisters by itself begins with
    assertAbandoned(() -> provider.deregister().await());
  }

  @Test
  void H5_the_deadline_ends_a_timed_await_inside_a_stop() {
    configure(LONG, "abandon", SHORT);
    own.refuse();
    assertAbandoned(() -> provider.deregister().await(Duration.ofHours(1)));
  }

  @Test
  void H5_the_deadline_ends_a_close_inside_a_stop() {
    configure(LONG, "abandon", SHORT);
    own.refuse();
    assertAbandoned(() -> provider.registration.close());
  }

  @Test
  void H5_the_deadline_applies_to_a_wait_that_runs_already_when_the_stop_begins() {
    configure(LONG, "abandon", SHORT);
    Background<Void> wait = Background.run("waiting", provider.registration::close);
    wait.awaitBlockedIn("awaitOver");
    own.refuse();
    assertThatThrownBy(wait::get).isInstanceOf(AbandonedException.class);
  }

  @Test
  void H5_the_deadline_of_a_wait_that_runs_already_begins_with_the_stop() throws Exception {
    configure(LONG, "abandon", "2s");
    Deregistration deregistration = provider.deregister();
    WaitAlarm alarm = new WaitAlarm((CoreDeregistration) deregistration, "who", false);
    assertThat(deregistration.await(Duration.ofMillis(2100))).isFalse();
    Background<Void> wait = Background.run("waiting", deregistration::await);
    wait.awaitBlockedIn("awaitOver");
    own.refuse();
    assertThat(Duration.ofNanos(alarm.ringIfDue()))
        .isBetween(Duration.ofMillis(500), Duration.ofSeconds(2));
    held.leave();
    wait.get();
    assertThat(registrar.runtime().abandoned()).isEmpty();
  }

  @Test
  void H5_there_is_no_deadline_for_a_wait_of_a_module_that_does_not_stop() throws Exception {
    configure(LONG, "abandon", "1ms");
    assertThat(provider.deregister().await(Duration.ofMillis(100))).isFalse();
    assertThat(registrar.runtime().abandoned()).isEmpty();
  }

  @Test
  void H5_policy_wait_waits_in_a_stop() throws Exception {
    configure(LONG, "wait", "1ms");
    own.refuse();
    assertThat(provider.deregister().await(Duration.ofMillis(100))).isFalse();
    assertThat(registrar.runtime().abandoned()).isEmpty();
  }

  @Test
  void H4_a_wait_that_runs_already_speaks_of_the_stop_from_then_on() {
    configure(LONG, "wait", LONG);
    try (LogCapture log = new LogCapture()) {
      Background<Void> wait = Background.run("waiting", provider.registration::close);
      wait.awaitBlockedIn("awaitOver");
      own.refuse();
      configure("1ms", "wait", LONG);
      Awaitility.await().until(() -> !log.lines().isEmpty());
      assertThat(log.lines())
          .allSatisfy(line -> assertThat(line).startsWith("the stop of own has been held for "));
      held.leave();
      wait.get();
    }
  }

  // ---- waits that the registrar does not see ----

  private static void join(Deregistration deregistration) {
    deregistration.completion().toCompletableFuture().join();
  }

  @Test
  void H5_the_deadline_ends_a_wait_for_the_completion_inside_a_stop() {
    configure(LONG, "abandon", SHORT);
    own.refuse();
    assertThatThrownBy(() -> Background.run("stopping", () -> join(provider.deregister())).get())
        .hasCauseInstanceOf(AbandonedException.class);
    assertThat(registrar.runtime().abandoned()).hasSize(1);
  }

  @Test
  void H5_the_deadline_ends_a_wait_for_the_completion_that_runs_already_when_the_stop_begins() {
    configure(LONG, "abandon", SHORT);
    Background<Void> wait = Background.run("waiting", () -> join(provider.deregister()));
    wait.awaitBlockedIn("join");
    own.refuse();
    assertThatThrownBy(wait::get).hasCauseInstanceOf(AbandonedException.class);
  }

  @Test
  void H5_the_deadline_ends_many_short_waits_inside_a_stop() {
    configure(LONG, "abandon", "500ms");
    own.refuse();
    assertAbandoned(
        () -> {
          Deregistration deregistration = provider.deregister();
          while (!deregistration.await(Duration.ofMillis(10))) {
            assertThat(deregistration.isPending()).isTrue();
          }
        });
  }

  @Test
  void H4_a_wait_for_the_completion_inside_a_stop_is_warned_of() {
    configure("1ms", "wait", LONG);
    own.refuse();
    try (LogCapture log = new LogCapture()) {
      Background<Void> wait = Background.run("stopping", () -> join(provider.deregister()));
      Awaitility.await().until(() -> !log.lines().isEmpty());
      assertThat(log.lines())
          .allSatisfy(line -> assertThat(line).startsWith("the stop of own has been held for "));
      held.leave();
      wait.get();
    }
  }

  @Test
  void H5_there_is_no_deadline_for_the_completion_of_a_module_that_does_not_stop() {
    configure(LONG, "abandon", "1ms");
    Background<Void> wait = Background.run("waiting", () -> join(provider.deregister()));
    assertThatThrownBy(() -> Awaitility.await().atMost(Duration.ofSeconds(1)).until(wait::isDone))
        .isInstanceOf(ConditionTimeoutException.class);
    assertThat(registrar.runtime().abandoned()).isEmpty();
    held.leave();
    wait.get();
  }

  @Test
  void a_call_that_could_not_say_that_it_is_over_is_found_where_nobody_waits() {
    held.leaveAndReturn();
    CountedCall call = (CountedCall) client.enterByHand();
    Deregistration deregistration = provider.deregister();
    assertThat(deregistration.isPending()).isTrue();
    call.isOver = true; // all that a thread has room for at the end of its stack
    Background.run("waiting", () -> join(deregistration)).get();
  }

  @Test
  void H5_a_registrar_that_closes_ends_what_a_module_waits_for() {
    LocalRegistrar local = LocalRegistrar.abandoningAfter(Duration.ofMillis(50));
    LocalModule module = local.module("module");
    HeldCall inside = new HeldCall();
    TestProvider other = aProvider(new Trace()).answering(inside::hold).registeredWith(module);
    TestClient caller = aClient(new Trace()).registeredWith(local);
    inside.by("other caller", () -> caller.call("x"));
    Background<Void> wait = Background.run("waiting", other.registration::close);
    wait.awaitBlockedIn("awaitOver");

    Background.run("closing", local::close).get();

    assertThatThrownBy(wait::get).isInstanceOf(AbandonedException.class);
    inside.leaveAndReturn();
  }
}
