package io.nmr.impl.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.BindingContext;
import io.nmr.impl.threads.RegistrarThreads;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a hold costs, and two of one module. */
@Timeout(30)
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
    HeldCall held = new HeldCall();
    own.registerProvider(TestModule.NPI, offer -> BindingContext.of(held::hold));
    TestClient client = TestClient.aClient(new Trace());
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
    HeldCall held = new HeldCall();
    own.registerProvider(TestModule.NPI, offer -> BindingContext.of(held::hold));
    TestClient client = TestClient.aClient(new Trace());
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
}
