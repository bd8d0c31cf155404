package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.LogCapture;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.TestRegistrar;
import io.nmr.impl.fixtures.Trace;
import io.nmr.impl.threads.RegistrarThreads;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** H1, H3, H4, H5: what a hold waits for, what it costs and what it says. */
@Timeout(60)
class HoldTest {
  private final AtomicInteger tasks = new AtomicInteger();

  private final NetworkRegistrar registrar =
      TestRegistrar.with(
          new RegistrarThreads() {
            @Override
            public void execute(Runnable task) {
              tasks.incrementAndGet();
              super.execute(task);
            }
          });

  private final Trace trace = new Trace();

  private final TestProvider provider = aProvider(trace);

  private final TestClient client = aClient(trace);

  private final HeldCall held = new HeldCall();

  /** One, and one more wherever the JVM has paused for a millisecond between two of them. */
  @Test
  void H1_registrations_that_nobody_holds_up_are_one_task() {
    ModuleRegistrar own = TestRegistrar.module(registrar, "own");
    for (int number = 0; number < 100; number++) {
      own.registerProvider(TestModule.NPI, offer -> BindingContext.of(what -> what));
    }
    own.unload().await();
    assertThat(registrar.runtime().registrations()).isEmpty();
    assertThat(tasks).hasValueLessThan(5);
  }

  /** As where a framework takes the registrar back, and the module closes it on another thread. */
  @Test
  void H3_a_module_that_closes_its_registrar_waits_for_what_another_thread_drains() {
    ModuleRegistrar own = TestRegistrar.module(registrar, "own");
    own.registerProvider(TestModule.NPI, offer -> BindingContext.of(held::hold));
    client.registeredWith(TestRegistrar.module(registrar, "peer"));
    held.by("caller", () -> client.call("x"));
    Background<?> framework = Background.run("framework", () -> own.unload().await());
    Awaitility.await().until(() -> !registrar.runtime().pending().isEmpty());

    Background<?> module = Background.run("module", own::close).awaitBlockedOrDone();

    assertThat(module.isDone()).as("the module's close has returned").isFalse();
    held.leaveAndReturn();
    module.get();
    framework.get();
    assertThat(own.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void H4_a_warning_says_what_is_held(HoldCause what) {
    registrar.configure(Map.of("nmr.hold.warn", "1ms"));
    ModuleRegistrar own = TestRegistrar.module(registrar, "own");
    own.registerProvider(TestModule.NPI, offer -> BindingContext.of(held::hold));
    client.registeredWith(TestRegistrar.module(registrar, "peer"));
    held.by("caller", () -> client.call("x"));
    if (what == HoldCause.REGISTRAR_STOP) {
      registrar.close();
    }
    try (LogCapture log = new LogCapture()) {
      // A module's close cannot tell its release from its stop, of which it mostly is a part.
      Background<Void> holding =
          Background.run(
              "holding", what == HoldCause.RELEASE ? () -> own.unload(what).await() : own::close);

      Awaitility.await().until(() -> !log.lines().isEmpty());

      held.leaveAndReturn();
      holding.get();
      assertThat(log.lines())
          .allMatch(
              line ->
                  line.startsWith(
                      switch (what) {
                        case STOP -> "the stop of own has been held";
                        case RELEASE -> "the release of the registrar by own has been held";
                        case REGISTRAR_STOP -> "the stop of the registrar has been held";
                      }));
    }
  }

  @Test
  void H1_what_a_module_has_forgotten_is_named_in_a_line_and_nothing_if_it_is_nothing() {
    ModuleRegistrar own = TestRegistrar.module(registrar, "own");
    try (LogCapture log = new LogCapture()) {
      own.unload().warnOfForgotten();
      assertThat(log.lines()).isEmpty();
    }
    ModuleRegistrar other = TestRegistrar.module(registrar, "other");
    TestProvider.aProvider(new Trace()).registeredWith(other);
    try (LogCapture log = new LogCapture()) {
      other.unload().warnOfForgotten();
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("other unloads itself", "provider provider of " + TestModule.NPI.id());
    }
  }

  @Test
  void H3_closing_the_registrar_waits_for_a_module_whose_only_blocker_was_left_out() {
    // A call unloads its own module, which leaves that call out, and is then held. The peer's
    // module is closed first: only the left-out registration remains.
    LocalRegistrar local = new LocalRegistrar();
    LocalModule own = local.module("own");
    LocalModule peer = local.module("peer");
    client.registeredWith(peer);
    provider
        .answering(
            what -> {
              own.close();
              peer.close();
              return held.hold(what);
            })
        .registeredWith(own);
    held.by("caller", () -> client.call("x"));
    Background<Void> closing = Background.run("closing", local::close).awaitBlockedOrDone();
    assertThat(closing.isDone()).as("while a call is in progress").isFalse();
    held.leaveAndReturn();
    closing.get();
  }

  @Test
  void H1_an_unload_amid_a_registration_waits_for_it_and_ends_its_offers() {
    // The module's client is held in the offer of the first of two providers.
    LocalRegistrar local = new LocalRegistrar();
    LocalModule own = local.module("own");
    provider.registeredWith(local);
    aProvider(trace).named("second").registeredWith(local);
    client.afterAttach(offer -> held.hold());
    held.by("registering", () -> client.registeredWith(own));
    Background<Void> closing = Background.run("closing", own::close);
    Awaitility.await().until(() -> !local.runtime().pending().isEmpty());
    assertThat(trace.ending("detach")).isEmpty();
    held.leaveAndReturn();
    closing.get();
    assertThat(trace.ending("cleanup")).containsExactly("client cleanup", "provider cleanup");
    assertThat(trace.ending("second")).isEmpty();
  }

  @Test
  void H5_the_deadline_of_a_hold_begins_with_the_hold() throws Exception {
    // Deregistered by hand and pending for longer than the deadline when the unload begins.
    Duration deadline = Duration.ofSeconds(1);
    LocalRegistrar local = LocalRegistrar.abandoningAfter(deadline);
    LocalModule own = local.module("own");
    provider.answering(held::hold).registeredWith(own);
    client.registeredWith(local);
    held.by("caller", () -> client.call("x"));
    Deregistration deregistration = provider.deregister();
    assertThat(deregistration.await(deadline.plusMillis(50))).isFalse();
    Background<Void> closing = Background.run("closing", own::close);
    closing.awaitBlockedOrDone();
    held.leaveAndReturn();
    closing.get();
    assertThat(local.runtime().abandoned()).isEmpty();
  }

  @Test
  void H5_a_deadline_that_fits_into_no_nanoseconds_is_waited_for() {
    LocalRegistrar local = LocalRegistrar.abandoningAfter(ChronoUnit.FOREVER.getDuration());
    LocalModule own = local.module("own");
    provider.answering(held::hold).registeredWith(own);
    client.registeredWith(local);
    held.by("caller", () -> client.call("x"));
    Background<Void> closing = Background.run("closing", own::close).awaitBlockedOrDone();
    assertThat(closing.isDone()).isFalse();
    held.leaveAndReturn();
    closing.get();
    assertThat(local.runtime().abandoned()).isEmpty();
  }
}
