package io.nmr.impl.core;

import static io.nmr.impl.core.TestClient.aClient;
import static io.nmr.impl.core.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nmr.Binding;
import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.Npi;
import io.nmr.Registration;
import io.nmr.Side;
import io.nmr.impl.journal.WarningPace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H4: what a warning says is true, names the culprit, and is said once. */
@Timeout(30)
class SaidRightTest {
  private final NetworkRegistrar registrar = TestRegistrar.create();
  private final ModuleRegistrar providers = TestRegistrar.module(registrar, "providers");
  private final ModuleRegistrar clients = TestRegistrar.module(registrar, "clients");
  private final Trace trace = new Trace();
  private final TestProvider provider = aProvider(trace);
  private final TestClient client = aClient(trace);

  private static void ringUntilDue(WaitAlarm... alarms) {
    long end = System.nanoTime() + 20_000_000; // warned after 1 ms: each has been due by then
    while (System.nanoTime() - end < 0) {
      for (WaitAlarm alarm : alarms) {
        alarm.ringIfDue();
      }
    }
  }

  // ---- whom it names ----

  @Test
  void where_nothing_has_run_yet_nobody_is_named_and_after_a_second_that_is_said() {
    registrar.runtime().configure(Map.of("nmr.hold.warn", "1ms"));
    provider.registeredWith(providers);
    CoreDeregistration begun = ((CoreRegistration) provider.registration).beginDeregister();
    WaitAlarm alarm = new WaitAlarm(begun, HoldCause.STOP.by("providers"), true);
    try (LogCapture log = new LogCapture()) {
      ringUntilDue(alarm);
      assertThat(log.lines()).isEmpty();
      await()
          .until(
              () -> {
                alarm.ringIfDue();
                return !log.lines().isEmpty();
              });
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("the stop of providers has been held for ")
          .contains(
              " of provider provider of " + TestModule.NPI.id() + ", which waits for no module")
          .doesNotContain("waiting for");
    }
  }

  @Test
  void an_offer_that_is_about_to_be_made_is_named() {
    provider.registeredWith(providers);
    client.registeredWith(clients);
    CoreBinding made = ((BindingHandle) client.binding()).core();
    Blocking offered;
    synchronized (made) {
      offered = Blocking.of(made, List.of(), BindingState.OFFERED, null, null);
    }
    assertThat(offered.blockers())
        .singleElement()
        .asString()
        .startsWith("attach callback of client from provider");
  }

  @Test
  void what_is_not_deregistered_and_what_is_not_awaited_are_two_things() {
    provider.registeredWith(providers);
    client.detaching(CompletableFuture::new).registeredWith(clients);
    aProvider(trace)
        .named("forgotten")
        .ofNpi(Npi.of("io.nmr.other", TestModule.Work.class, TestModule.Tell.class))
        .registeredWith(providers);
    provider.deregister();
    try (LogCapture log = new LogCapture()) {
      providers.unload().warnOfForgotten();
      assertThat(log.lines())
          .containsExactly(
              "providers unloads itself but has forgotten to deregister [provider forgotten of"
                  + " io.nmr.other]; deregister and await each in its own stop",
              "providers unloads itself and has deregistered [provider provider of "
                  + TestModule.NPI.id()
                  + "], but has not waited until that was complete; await each in its own stop");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.apache.felix.framework.EventDispatcher",
        "org.eclipse.osgi.internal.framework.EquinoxEventPublisher",
        "org.osgi.framework.FrameworkUtil",
        "org.osgi.util.tracker.ServiceTracker",
        "java.lang.Object",
        "javax.management.MBeanServer",
        "com.sun.jmx.Interceptor",
        "io.nmr.NetworkModule",
        "io.nmr.util.ProviderSet",
        "io.nmr.guarded.Work1",
        "io.nmr.impl.core.Hold"
      })
  void the_line_that_is_named_is_the_modules(String above) {
    List<StackTraceElement> frames =
        List.of(
            new StackTraceElement(above, "any", "Any.java", 1),
            new StackTraceElement("org.example.Module", "close", "Module.java", 42),
            new StackTraceElement("org.example.Other", "run", "Other.java", 7));
    provider.registeredWith(providers);
    client.registeredWith(clients);
    Binding binding = client.binding();
    assertThat(blocker(binding, frames))
        .hasToString(blocker(binding, List.of()) + " in org.example.Module.close(Module.java:42)");
    assertThat(blocker(binding, frames.subList(0, 1)).toString())
        .as("what there is, where there is nothing else")
        .endsWith(" in " + above + ".any(Any.java:1)");
  }

  private static Blocker blocker(Binding binding, List<StackTraceElement> frames) {
    return new Blocker(binding, Side.CLIENT, Blocker.Reason.CALL, Optional.of("t"), frames);
  }

  @Test
  void R4_a_client_that_leaves_out_the_client_dispatch_is_told_that() {
    provider.registeredWith(providers);
    Npi<TestModule.Work, Void> oneWay = Npi.of(TestModule.NPI.id(), TestModule.Work.class);
    try (LogCapture log = new LogCapture()) {
      clients.registerClient(oneWay, offer -> trace.add("never offered"));
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("NPI io.nmr.test.work is registered with different dispatch types")
          .contains(
              "client clients of io.nmr.test.work of clients has the provider dispatch "
                  + TestModule.Work.class.getName()
                  + " and no client dispatch from ",
              ", and provider provider of io.nmr.test.work of providers before it has the provider"
                  + " dispatch "
                  + TestModule.Work.class.getName()
                  + " and the client dispatch "
                  + TestModule.Tell.class.getName()
                  + " from ");
    }
    assertThat(trace.lines()).isEmpty();
  }

  // ---- how often ----

  @Test
  void a_modules_own_wait_is_silent_while_a_hold_waits_for_the_same() {
    registrar.runtime().configure(Map.of("nmr.hold.warn", "1ms"));
    provider.registeredWith(providers);
    client.detaching(CompletableFuture::new).registeredWith(clients);
    CoreDeregistration awaited = (CoreDeregistration) provider.deregister();
    WaitAlarm own = new WaitAlarm(awaited, "thread 'own'", false);
    WaitAlarm hold =
        new WaitAlarm(awaited, HoldCause.STOP.by("providers"), true, new WarningPace());
    WaitAlarm another =
        new WaitAlarm(awaited, HoldCause.STOP.by("providers"), true, new WarningPace());
    try (LogCapture log = new LogCapture()) {
      awaited.beginHold();
      ringUntilDue(own);
      assertThat(log.lines()).isEmpty();
      ringUntilDue(own, hold, another);
      // One wait of 40 ms, which is heard at 1, 2, 4, 8, 16 and 32 ms at the most.
      assertThat(log.lines()).isNotEmpty().hasSizeLessThanOrEqualTo(limit(log, 1));
      assertThat(log.lines()).allSatisfy(line -> assertThat(line).startsWith("the stop of"));
    }
    awaited.endHold();
    try (LogCapture log = new LogCapture()) {
      await()
          .until(
              () -> {
                own.ringIfDue();
                return !log.lines().isEmpty();
              });
      assertThat(log.lines().get(0)).as("it speaks for itself again").startsWith("thread 'own'");
    }
  }

  /** So many warnings come of one wait that is as long as the longest that was logged. */
  private static int limit(LogCapture log, long warnMillis) {
    long longest =
        log.lines().stream()
            .map(line -> line.replaceAll(".* for (\\d+) ms .*", "$1"))
            .mapToLong(Long::parseLong)
            .max()
            .orElse(1);
    return 2 + (int) (Math.log((double) longest / warnMillis) / Math.log(2));
  }

  /** Each is due on its own; heard is the stop as a whole. */
  @Test
  void a_stop_that_waits_for_six_registrations_is_heard_as_one() throws Exception {
    registrar.runtime().configure(Map.of("nmr.hold.warn", "20ms"));
    List<Registration> six = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Npi<TestModule.Work, TestModule.Tell> npi =
          Npi.of("io.nmr.test.n" + i, TestModule.Work.class, TestModule.Tell.class);
      six.add(providers.registerProvider(npi, offer -> BindingContext.of(what -> what)));
      aClient(trace).ofNpi(npi).detaching(SaidRightTest::later).registeredWith(clients);
    }
    long begun = System.nanoTime();
    try (LogCapture log = new LogCapture()) {
      Background.run("stopping", () -> providers.unload().await()).get();
      long millis = (System.nanoTime() - begun) / 1_000_000;
      int asOne = 2 + (int) (Math.log(millis / 20.0) / Math.log(2));
      assertThat(log.lines()).isNotEmpty().hasSizeLessThanOrEqualTo(asOne);
    }
    assertThat(six).hasSize(6);
  }

  /** Is complete when a warning is due, and only little later. */
  private static CompletableFuture<Void> later() {
    return new CompletableFuture<Void>().completeOnTimeout(null, 30, TimeUnit.MILLISECONDS);
  }
}
