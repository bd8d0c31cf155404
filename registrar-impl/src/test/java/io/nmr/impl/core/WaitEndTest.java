package io.nmr.impl.core;

import static io.nmr.impl.core.TestClient.aClient;
import static io.nmr.impl.core.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.Deregistration;
import io.nmr.Npi;
import io.nmr.impl.threads.RegistrarThreads;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a wait ends, and what is left of it then: nothing. */
@Timeout(60)
class WaitEndTest {
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final NetworkRegistrar registrar =
      TestRegistrar.with(
          new RegistrarThreads() {
            @Override
            public void beginWait() {
              begun.incrementAndGet();
              super.beginWait();
            }

            @Override
            public void endWait() {
              super.endWait();
              ended.incrementAndGet();
            }
          });
  private final ModuleRegistrar own = TestRegistrar.module(registrar, "own");
  private final HeldCall held = new HeldCall();
  private final TestProvider provider = aProvider(new Trace()).answering(held::hold);
  private final TestClient client = aClient(new Trace());

  @BeforeEach
  void holdACall() {
    registrar.runtime().configure(Map.of("nmr.hold.warn", "1h"));
    provider.registeredWith(own);
    client.registeredWith(TestRegistrar.module(registrar, "peer"));
    held.by("caller", () -> client.call("x"));
  }

  private void assertNothingLeftAfter(int waits) {
    assertThat(registrar.waits.awaited()).isEmpty();
    assertThat(begun).hasValue(waits);
    assertThat(ended).hasValue(waits);
  }

  @Test
  void R22_nothing_is_left_of_a_wait_however_it_ends() throws Exception {
    Deregistration deregistration = provider.deregister();
    assertThat(deregistration.await(Duration.ofMillis(1))).isFalse();
    assertNothingLeftAfter(1);

    Background<Void> interrupted =
        Background.run("interrupted", deregistration::await).awaitBlockedIn("awaitOver");
    assertThat(registrar.waits.awaited()).containsExactly((CoreDeregistration) deregistration);
    interrupted.interrupt();
    assertThatThrownBy(interrupted::get).isInstanceOf(InterruptedException.class);
    assertNothingLeftAfter(2);

    Background<Void> waiting =
        Background.run("waiting", deregistration::await).awaitBlockedIn("awaitOver");
    held.leaveAndReturn();
    waiting.get();
    assertNothingLeftAfter(3);

    deregistration.await();
    assertNothingLeftAfter(3);
  }

  @Test
  void R22_nothing_is_left_of_a_hold_that_is_over() {
    Hold hold = own.unload();
    assertThat(hold.begin()).isSameAs(hold);
    assertThat(hold.begin()).as("once more").isSameAs(hold);
    Background<Boolean> unloading = unloading(hold).awaitBlockedIn("awaitOver");
    assertThat(begun).hasValue(1);
    held.leaveAndReturn();
    assertThat(unloading.get()).as("interrupted, by nobody").isFalse();
    assertNothingLeftAfter(1);
  }

  private static Background<Boolean> unloading(Hold hold) {
    return Background.start(
        "unloading",
        () -> {
          hold.await();
          return Thread.interrupted();
        });
  }

  @Test
  void H6_an_interrupt_before_a_hold_is_kept() {
    Hold hold = own.unload();
    Background<Boolean> unloading =
        Background.start(
            "unloading",
            () -> {
              Thread.currentThread().interrupt();
              hold.await();
              return Thread.interrupted();
            });
    unloading.awaitBlockedIn("awaitOver");
    held.leaveAndReturn();
    assertThat(unloading.get()).isTrue();
  }

  @Test
  void H6_an_interrupt_amid_a_hold_is_kept() {
    Background<Boolean> unloading = unloading(own.unload()).awaitBlockedIn("awaitOver");
    unloading.interrupt();
    unloading.awaitBlockedIn("awaitOver");
    held.leaveAndReturn();
    assertThat(unloading.get()).isTrue();
  }

  @Test
  void R19_a_timed_wait_goes_on_and_sleeps_after_it_has_warned() {
    Deregistration deregistration = provider.deregister();
    Background<Boolean> waiting =
        Background.start("waiting", () -> deregistration.await(Duration.ofHours(1)))
            .awaitBlockedIn("awaitOver");
    try (LogCapture log = new LogCapture()) {
      registrar.runtime().configure(Map.of("nmr.hold.warn", "1ms"));
      Awaitility.await()
          .until(() -> log.lines().stream().anyMatch(line -> line.contains("'waiting'")));
    }
    registrar.runtime().configure(Map.of("nmr.hold.warn", "1h"));
    waiting.awaitBlockedIn("awaitOver");
    assertThat(waiting.isDone()).isFalse();
    held.leaveAndReturn();
    assertThat(waiting.get()).isTrue();
  }

  @Test
  void R19_a_wait_for_a_thread_that_waits_for_another_one_is_no_cycle() throws Exception {
    // A call of the second NPI waits for the first provider, in which the held call is.
    Npi<TestModule.Work, TestModule.Tell> second =
        Npi.of("io.nmr.test.second", TestModule.Work.class, TestModule.Tell.class);
    TestProvider waiter = aProvider(new Trace()).ofNpi(second);
    waiter
        .answering(
            what -> {
              provider.registration.close();
              return what;
            })
        .registeredWith(own);
    TestClient caller = aClient(new Trace()).ofNpi(second).registeredWith(own);
    Background<String> waiting =
        Background.start("waiting", () -> caller.call("x")).awaitBlockedIn("awaitOver");
    assertThat(waiter.deregister().await(Duration.ofMillis(1))).isFalse();
    held.leaveAndReturn();
    assertThat(waiting.get()).isEqualTo("x");
  }
}
