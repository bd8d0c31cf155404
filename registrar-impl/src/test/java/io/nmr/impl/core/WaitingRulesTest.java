package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nmr.Deregistration;
import io.nmr.NoInterfaceException;
import io.nmr.Npi;
import io.nmr.Registration;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.LogCapture;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.TestRegistrar;
import io.nmr.impl.fixtures.Trace;
import io.nmr.impl.threads.RegistrarThreads;
import io.nmr.local.LocalRegistrar;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** R19: registering, deregistering and waiting from inside. */
@Timeout(60)
class WaitingRulesTest {
  /** Where a module's code can be inside. */
  enum Place {
    CLIENT_ATTACH,
    PROVIDER_ATTACH,
    CLIENT_CALL,
    PROVIDER_CALL,
    CLIENT_DETACH,
    PROVIDER_DETACH,
    CLIENT_CLEANUP,
    PROVIDER_CLEANUP
  }

  private final LocalRegistrar registrar = new LocalRegistrar();

  private final Trace trace = new Trace();

  private final TestProvider provider = aProvider(trace);

  private final TestClient client = aClient(trace);

  private final TestProvider other = aProvider(trace).named("other");

  /** Runs that once inside that place, of a binding whose provider is registered first. */
  private void inside(Place place, Runnable body) throws Exception {
    AtomicBoolean isDone = new AtomicBoolean();
    Runnable once =
        () -> {
          if (isDone.compareAndSet(false, true)) {
            body.run();
          }
        };
    switch (place) {
      case CLIENT_ATTACH -> client.afterAttach(offer -> once.run());
      case PROVIDER_ATTACH -> provider.attaching(offer -> once.run());
      case CLIENT_CALL -> provider.answering(what -> runAnd(once, what));
      case PROVIDER_CALL -> client.answering(what -> runAnd(once, what));
      case CLIENT_DETACH -> client.onDetach(once);
      case PROVIDER_DETACH -> provider.onDetach(once);
      case CLIENT_CLEANUP -> client.onCleanup(once);
      case PROVIDER_CLEANUP -> provider.onCleanup(once);
    }
    provider.registeredWith(registrar);
    client.registeredWith(registrar);
    if (place == Place.CLIENT_CALL) {
      client.call("x");
    } else if (place == Place.PROVIDER_CALL) {
      provider.call("x");
    }
    provider.deregister().await();
    assertThat(isDone).isTrue();
  }

  private static String runAnd(Runnable body, String answer) {
    body.run();
    return answer;
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void R19_registering_from_inside_is_fine(Place place) throws Exception {
    inside(place, () -> other.registeredWith(registrar));
    assertThat(trace.lines()).filteredOn("client is offered other"::equals).hasSize(1);
    assertThat(other.peer().tell("x")).isEqualTo("x");
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void R19_deregistering_from_inside_is_fine_and_pending(Place place) throws Exception {
    List<Boolean> pending = new ArrayList<>();
    inside(place, () -> pending.add(provider.deregister().isPending()));
    assertThat(pending).containsExactly(true);
    assertThat(trace.ending("detach")).containsExactly("client detach", "provider detach");
    assertThat(trace.ending("cleanup")).containsExactly("client cleanup", "provider cleanup");
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void R19_waiting_from_inside_for_itself_is_an_illegal_state(Place place) throws Exception {
    List<Throwable> thrown = new ArrayList<>();
    inside(
        place,
        () -> {
          Registration own = provider.registration;
          thrown.add(catchThrowable(() -> own.deregister().await()));
          thrown.add(catchThrowable(() -> own.deregister().await(Duration.ofSeconds(60))));
          thrown.add(catchThrowable(own::close));
        });
    assertThat(thrown)
        .hasSize(3)
        .allSatisfy(
            it ->
                assertThat(it)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("binding " + provider.binding().id()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Place.class,
      names = {"CLIENT_CALL", "PROVIDER_CALL"})
  void R19_waiting_for_something_else_from_inside_a_call_is_fine(Place place) throws Exception {
    other.registeredWith(registrar);
    inside(place, () -> other.registration.close());
    assertThat(trace.ending("other cleanup")).hasSize(1);
  }

  @Test
  void R19_a_thread_inside_a_nested_call_through_another_binding_cannot_wait_for_the_outer_one()
      throws Exception {
    // caller → provider → (as a client of another) → other, which waits for provider.
    List<Throwable> thrown = new ArrayList<>();
    TestClient inner =
        aClient(trace)
            .named("inner")
            .beforeAttach(
                offer -> {
                  if (!offer.provider().toString().equals("other")) {
                    throw new NoInterfaceException("not for me");
                  }
                });
    provider.answering(inner::call).registeredWith(registrar);
    client.registeredWith(registrar);
    other
        .answering(
            what -> {
              thrown.add(catchThrowable(() -> provider.deregister().await()));
              return what;
            })
        .registeredWith(registrar);
    inner.registeredWith(registrar);
    client.peers.get(0).work("x");
    assertThat(thrown.get(0)).isInstanceOf(IllegalStateException.class);
    provider.deregister().await();
  }

  @Test
  void R19_the_wait_that_would_close_a_cycle_of_two_threads_is_an_illegal_state() throws Exception {
    // One is inside provider's call and waits for other. Two is inside other's call and then waits
    // for provider: that is the wait which would close the cycle.
    HeldCall two = new HeldCall();
    List<Throwable> thrown = new ArrayList<>();
    provider
        .answering(
            what -> {
              other.registration.close();
              return what;
            })
        .registeredWith(registrar);
    other
        .answering(
            what -> {
              two.hold();
              thrown.add(catchThrowable(() -> provider.deregister().await()));
              return what;
            })
        .registeredWith(registrar);
    client.registeredWith(registrar);
    two.by("two", () -> client.peers.get(1).work("two"));
    Background<String> one = Background.start("one", () -> client.peers.get(0).work("one"));
    awaitClosing(one);
    assertThat(two.leaveAndReturn()).isEqualTo("two");
    assertThat(one.get()).isEqualTo("one");
    assertThat(thrown).hasSize(1);
    assertThat(thrown.get(0)).isInstanceOf(IllegalStateException.class);
    provider.deregister().await();
  }

  @Test
  void R19_a_cycle_of_three_threads_is_found_too() throws Exception {
    // Thread n is inside provider n and waits for provider n + 1; the third closes the cycle.
    TestProvider third = aProvider(trace).named("third");
    List<TestProvider> providers = List.of(provider, other, third);
    List<HeldCall> calls = List.of(new HeldCall(), new HeldCall(), new HeldCall());
    List<Throwable> thrown = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      HeldCall call = calls.get(i);
      TestProvider next = providers.get((i + 1) % 3);
      boolean isLast = i == 2;
      providers
          .get(i)
          .answering(
              what -> {
                call.hold();
                Throwable it = catchThrowable(next.registration::close);
                if (isLast) {
                  thrown.add(it);
                }
                return what;
              })
          .registeredWith(registrar);
    }
    client.registeredWith(registrar);
    List<Background<String>> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      TestModule.Work work = client.peers.get(i);
      threads.add(Background.start("thread " + i, () -> work.work("x")));
      calls.get(i).isInside();
    }
    calls.get(0).leave();
    awaitClosing(threads.get(0));
    calls.get(1).leave();
    awaitClosing(threads.get(1));
    calls.get(2).leave();
    for (Background<String> thread : threads) {
      assertThat(thread.get()).isEqualTo("x");
    }
    assertThat(thrown).hasSize(1);
    assertThat(thrown.get(0)).isInstanceOf(IllegalStateException.class);
  }

  /** Until the thread waits in close, and no more at the latch that held it. */
  private static void awaitClosing(Background<?> thread) {
    Awaitility.await()
        .until(
            () ->
                Stream.of(thread.thread().getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("close")));
    thread.awaitBlocked();
  }

  @Test
  void R19_an_interrupt_ends_await_but_not_close() throws Exception {
    HeldCall call = new HeldCall();
    provider.answering(call::hold).registeredWith(registrar);
    client.registeredWith(registrar);
    call.by("caller", () -> client.call("x"));
    Background<Void> awaiting =
        Background.run("awaiting", () -> provider.deregister().await()).awaitBlocked();
    awaiting.interrupt();
    assertThatThrownBy(awaiting::get).isInstanceOf(InterruptedException.class);

    Background<Boolean> closing =
        Background.start(
            "closing",
            () -> {
              provider.registration.close();
              return Thread.interrupted();
            });
    closing.awaitBlocked();
    closing.interrupt();
    closing.awaitBlocked();
    assertThat(closing.isDone()).isFalse();
    call.leaveAndReturn();
    assertThat(closing.get()).as("the interrupt is kept").isTrue();
  }

  @Test
  void R19_a_timed_wait_answers_whether_it_is_complete() throws Exception {
    HeldCall call = new HeldCall();
    provider.answering(call::hold).registeredWith(registrar);
    client.registeredWith(registrar);
    call.by("caller", () -> client.call("x"));
    Deregistration deregistration = client.deregister();
    assertThat(deregistration.await(Duration.ofMillis(1))).isFalse();
    assertThat(deregistration.await(Duration.ZERO)).isFalse();
    call.leaveAndReturn();
    assertThat(deregistration.await(Duration.ofSeconds(20))).isTrue();
    assertThat(deregistration.await(Duration.ZERO)).isTrue();
  }

  @Test
  void a_timeout_that_fits_into_no_nanoseconds_is_for_ever_or_over() throws Exception {
    HeldCall call = new HeldCall();
    provider.answering(call::hold).registeredWith(registrar);
    client.registeredWith(registrar);
    call.by("caller", () -> client.call("x"));
    Deregistration deregistration = client.deregister();
    assertThat(deregistration.await(Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
    assertThat(deregistration.await(Duration.ofNanos(Long.MIN_VALUE))).isFalse();
    Background<Boolean> waiting =
        Background.start("waiting", () -> deregistration.await(ChronoUnit.FOREVER.getDuration()))
            .awaitBlocked();
    call.leaveAndReturn();
    assertThat(waiting.get()).isTrue();
  }

  /** How a wait ends, and what is left of it then: nothing. */
  @Nested
  class AtItsEnd {
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
}
