package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nmr.Binding;
import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.Npi;
import io.nmr.Registration;
import io.nmr.Side;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.LogCapture;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.TestRegistrar;
import io.nmr.impl.fixtures.Trace;
import io.nmr.impl.journal.WarningPace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H4, H5: when a wait is heard, and for how long it may sleep until then. */
@Timeout(30)
class WaitAlarmTest {
  private static final Duration LEEWAY = Duration.ofMinutes(5); // this test takes less

  private final NetworkRegistrar registrar = TestRegistrar.create();

  private final HeldCall held = new HeldCall();

  private final TestProvider provider = aProvider(new Trace()).answering(held::hold);

  private final TestClient client = aClient(new Trace());

  private CoreDeregistration awaited;

  @BeforeEach
  void aPendingDeregistration() {
    provider.registeredWith(TestRegistrar.module(registrar, "providers"));
    client.registeredWith(TestRegistrar.module(registrar, "clients"));
    held.by("caller", () -> client.call("x"));
    awaited = (CoreDeregistration) provider.deregister();
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

  private void assertSleeps(boolean isHold, Duration time) {
    Duration sleep = Duration.ofNanos(new WaitAlarm(awaited, "who", isHold).ringIfDue());
    assertThat(sleep).isBetween(time.minus(LEEWAY), time);
    assertThat(awaited.isPending()).as("not abandoned").isTrue();
  }

  @Test
  void it_sleeps_until_it_warns_or_abandons_whichever_comes_first_and_a_day_at_most() {
    configure("1h", "abandon", "30m");
    assertSleeps(true, Duration.ofMinutes(30));
    configure("30m", "abandon", "1h");
    assertSleeps(true, Duration.ofMinutes(30));
    configure("PT48H", "abandon", "PT72H");
    assertSleeps(true, Duration.ofDays(1));
    configure("PT23H", "abandon", "PT72H");
    assertSleeps(true, Duration.ofHours(23));
  }

  @Test
  void H5_a_deadline_is_for_a_hold_alone_and_only_where_that_is_the_policy() {
    configure("1h", "wait", "1ms");
    awaitNext();
    assertSleeps(true, Duration.ofHours(1));
    configure("1h", "abandon", "1ms");
    assertSleeps(false, Duration.ofHours(1));
  }

  @Test
  void H5_a_hold_abandons_when_its_deadline_has_passed() {
    configure("1h", "abandon", "1ms");
    WaitAlarm alarm = new WaitAlarm(awaited, "who", true);
    awaitNext();
    assertThat(alarm.ringIfDue()).isPositive();
    assertThat(awaited.isPending()).isFalse();
    assertThat(registrar.runtime().abandoned()).hasSize(1);
  }

  /** Until a millisecond, which is over, lies between. */
  private static void awaitNext() {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < 2_000_000) {
      Thread.onSpinWait();
    }
  }

  @Test
  void H4_it_warns_when_the_time_is_over_and_again_when_it_has_doubled() {
    configure("1ms", "wait", "1h");
    WaitAlarm alarm = new WaitAlarm(awaited, "who", true);
    try (LogCapture log = new LogCapture()) {
      while (log.lines().size() < 4) {
        assertThat(alarm.ringIfDue()).isPositive();
      }
      List<Long> millis = log.lines().stream().map(WaitAlarmTest::millis).toList();
      for (int i = 1; i < millis.size(); i++) {
        assertThat(millis.get(i)).isGreaterThanOrEqualTo(2 * millis.get(i - 1));
      }
      assertThat(millis.get(0)).isPositive();
    }
  }

  private static long millis(String line) {
    var number = Pattern.compile("for (\\d+) ms").matcher(line);
    assertThat(number.find()).as(line).isTrue();
    return Long.parseLong(number.group(1));
  }

  @Test
  void H4_it_sleeps_until_the_time_has_doubled() {
    configure("1ms", "wait", "1h");
    WaitAlarm alarm = new WaitAlarm(awaited, "who", true);
    awaitNext();
    long sleep = alarm.ringIfDue(); // warns, after two milliseconds at least
    assertThat(sleep).isBetween(2_000_000L, Duration.ofMinutes(1).toNanos());
  }

  /** H4: what a warning says is true, names the culprit, and is said once. */
  @Nested
  class SaysWhatIsRight {
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
          .hasToString(
              blocker(binding, List.of()) + " in org.example.Module.close(Module.java:42)");
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
        aClient(trace).ofNpi(npi).detaching(SaysWhatIsRight::later).registeredWith(clients);
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
}
