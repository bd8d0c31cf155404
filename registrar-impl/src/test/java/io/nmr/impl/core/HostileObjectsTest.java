package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.nmr.Blocker;
import io.nmr.NoInterfaceException;
import io.nmr.Side;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.LogCapture;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.TestRegistrar;
import io.nmr.impl.fixtures.Trace;
import io.nmr.impl.settings.Configuration;
import io.nmr.impl.settings.Settings;
import io.nmr.runtime.RegistrarRuntime;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * H5, R20: the registrar runs no code of a module's objects where it looks at a wait, and whatever
 * an exception of a module does when it is asked what it says, the protocol goes on.
 */
@Timeout(60)
class HostileObjectsTest {
  /** What a thread of a module does when it is asked what it executes. */
  enum Hostility {
    THROWS,
    BLOCKS,
    /** Is like no other thread, and cannot even be told from it. */
    HAS_NO_HASH
  }

  /** A thread of a module, of a class of its own. */
  private static final class HostileThread extends Thread {
    private final Hostility hostility;
    private final CountDownLatch never;

    HostileThread(Runnable work, Hostility hostility, CountDownLatch never) {
      super(work, "hostile");
      this.hostility = hostility;
      this.never = never;
      setDaemon(true);
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      switch (hostility) {
        case THROWS -> throw new IllegalStateException("ask me nothing");
        case BLOCKS -> HeldCall.await(never);
        case HAS_NO_HASH -> {}
      }
      return super.getStackTrace();
    }

    @Override
    public int hashCode() {
      if (hostility == Hostility.HAS_NO_HASH) {
        throw new IllegalStateException("compare me with nothing");
      }
      return super.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      if (hostility == Hostility.HAS_NO_HASH) {
        throw new IllegalStateException("compare me with nothing");
      }
      return super.equals(other);
    }

    @Override
    public String toString() {
      throw new IllegalStateException("print me nowhere");
    }
  }

  /** Its reason cannot be had. */
  private static final class Unprintable extends NoInterfaceException {
    private static final long serialVersionUID = 1L;

    Unprintable() {
      super("nobody sees this");
    }

    @Override
    public String getMessage() {
      throw new NoClassDefFoundError("of a module that is unloaded");
    }
  }

  /** Says nothing of itself. */
  private static final class Mute extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String toString() {
      throw new IllegalStateException("ask me nothing");
    }
  }

  private final NetworkRegistrar registrar = TestRegistrar.create();
  private final RegistrarRuntime runtime = registrar.runtime();
  private final ModuleRegistrar providers = TestRegistrar.module(registrar, "providers");
  private final ModuleRegistrar clients = TestRegistrar.module(registrar, "clients");
  private final HeldCall held = new HeldCall();
  private final CountDownLatch never = new CountDownLatch(1);
  private final TestProvider provider = aProvider(new Trace());
  private final TestClient client = aClient(new Trace());

  @AfterEach
  void leave() {
    never.countDown();
    held.leave();
  }

  private void attach() {
    provider.registeredWith(providers);
    client.registeredWith(clients);
  }

  @ParameterizedTest
  @EnumSource(Hostility.class)
  void H5_a_hold_goes_on_whatever_the_thread_inside_does_when_it_is_looked_at(Hostility hostility) {
    runtime.configure(Map.of("nmr.hold.warn", "1ms"));
    provider.answering(held::hold);
    attach();
    new HostileThread(() -> client.call("x"), hostility, never).start();
    held.isInside();
    try (LogCapture log = new LogCapture()) {
      Background<Void> stopping = Background.run("stopping", () -> providers.unload().await());
      await().until(() -> stopping.isDone() || log.lines().size() > 1);
      assertThat(log.lines())
          .allSatisfy(line -> assertThat(line).contains("has been held", "on thread 'hostile'"));
      assertThat(stopping.isDone()).as("let through").isFalse();
      List<Blocker> blockers = runtime.pending().get(0).blockers();
      assertThat(blockers).extracting(Blocker::reason).contains(Blocker.Reason.CALL);
      assertThat(blockers.get(0).thread()).contains("hostile");
      held.leave();
      stopping.get();
    }
  }

  @ParameterizedTest
  @EnumSource(Hostility.class)
  void H5_a_stop_on_such_a_thread_is_held_as_any_other(Hostility hostility) throws Exception {
    provider.answering(held::hold);
    attach();
    held.by("caller", () -> client.call("x"));
    CompletableFuture<Object> stopped = new CompletableFuture<>();
    Thread stopping =
        new HostileThread(
            () -> stopped.complete(thrownBy(() -> providers.unload().await())), hostility, never);
    stopping.start();
    await().until(() -> stopped.isDone() || isWaiting(stopping));
    assertThat(stopped).as("let through").isNotDone();
    held.leaveAndReturn();
    assertThat(stopped.get()).isEqualTo("nothing");
  }

  private static boolean isWaiting(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }

  private static Object thrownBy(Runnable body) {
    Throwable thrown = catchThrowable(body::run);
    return thrown == null ? "nothing" : thrown;
  }

  @Test
  void H5_an_operator_abandons_a_binding_whatever_the_thread_inside_does() throws Exception {
    provider.answering(held::hold);
    attach();
    new HostileThread(() -> client.call("x"), Hostility.THROWS, never).start();
    held.isInside();
    provider.deregister();
    Background.run("operator", () -> runtime.abandon(client.binding().id())).get();
    assertThat(runtime.abandoned())
        .singleElement()
        .satisfies(it -> assertThat(it.leftBehind().get(0)).contains("on thread 'hostile'"));
  }

  @Test
  void H4_what_a_thread_executes_is_asked_for_when_the_lock_is_free_again() {
    CountDownLatch first = new CountDownLatch(1);
    provider.answering(
        what -> {
          here(first);
          return held.hold(what);
        });
    attach();
    Background<String> call = Background.start("caller", () -> client.call("x"));
    call.awaitBlockedIn("here");
    CoreBinding binding = ((BindingHandle) client.binding()).core();
    Blocking collected;
    synchronized (binding) {
      collected = Blocking.of(binding, binding.inProgress(), BindingState.ATTACHED, null, null);
    }
    first.countDown();
    held.isInside();
    call.awaitBlockedIn("hold");
    assertThat(collected.blockers().get(0).executing())
        .as("what it executes by now")
        .anyMatch(frame -> frame.getMethodName().equals("hold"))
        .noneMatch(frame -> frame.getMethodName().equals("here"));
    held.leave();
    call.get();
  }

  private static void here(CountDownLatch first) {
    HeldCall.await(first);
  }

  @Test
  void H5_an_alarm_that_fails_ends_no_wait_is_logged_once_and_abandons_what_it_can() {
    AtomicReference<RuntimeException> broken = new AtomicReference<>();
    Configuration reader = new Configuration(name -> null);
    List<String> lines = new CopyOnWriteArrayList<>();
    NetworkRegistrar failing =
        new NetworkRegistrar(
            changed -> {
              Settings read = reader.read(changed);
              Settings.Rule rule =
                  new Settings.Rule(any -> isBroken(broken.get()), read.hold(), Map.of());
              return new Settings(read.hold(), List.of(rule), 1, 1, 1, read.texts());
            },
            (level, line, thrown) -> {
              if (level == Level.WARNING) {
                lines.add(line);
              }
            },
            String::valueOf);
    CoreRegistration registration =
        (CoreRegistration)
            provider.registeredWith(TestRegistrar.module(failing, "providers")).registration;
    client.detaching(CompletableFuture::new);
    client.registeredWith(TestRegistrar.module(failing, "clients"));
    WaitAlarm alarm = new WaitAlarm((CoreDeregistration) registration.deregister(), "B", true);
    broken.set(new Mute());
    for (int i = 0; i < 3; i++) {
      assertThat(Duration.ofNanos(alarm.ringIfDue())).isBetween(Duration.ofNanos(1), MOST);
    }
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("the wait of B for", "has failed", Mute.class.getName());
    broken.set(null);
    failing
        .runtime()
        .configure(
            Map.of(
                "nmr.hold.policy", "abandon", "nmr.hold.deadline", "1ms", "nmr.hold.warn", "1h"));
    await().until(() -> Duration.ofNanos(alarm.ringIfDue()).compareTo(MOST) > 0);
    assertThat(failing.runtime().abandoned()).hasSize(1);
  }

  private static final Duration MOST = Duration.ofSeconds(1);

  private static boolean isBroken(RuntimeException broken) {
    if (broken != null) {
      throw broken;
    }
    return false;
  }

  @Test
  void R7_a_decline_whose_reason_cannot_be_had_is_counted_and_kept_and_reaches_the_client() {
    Unprintable declined = new Unprintable();
    provider
        .attaching(
            offer -> {
              throw declined;
            })
        .registeredWith(providers);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    clients.registerClient(
        TestModule.NPI,
        offer -> thrown.complete(catchThrowable(() -> client.attachProvider(offer))));
    assertThat(thrown.join()).isSameAs(declined);
    assertThat(runtime.counts().declined()).isEqualTo(1);
    assertThat(runtime.declines())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.by()).isEqualTo(Side.PROVIDER);
              assertThat(it.reason()).isEqualTo(Unprintable.class.getName());
            });
    assertThat(runtime.bindings()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R20_a_failure_that_says_nothing_of_itself_is_logged_by_its_class(Side side) {
    TestModule<?> failing = side == Side.CLIENT ? client : provider;
    failing.onCleanup(
        () -> {
          throw new Mute();
        });
    attach();
    try (LogCapture log = new LogCapture()) {
      provider.deregister();
      assertThat(log.lines()).singleElement().asString().contains("cleanup", Mute.class.getName());
      assertThat(log.thrown()).as("what no log can print").isEmpty();
    }
    assertThat(runtime.failures()).singleElement().extracting("detail").asString().contains("Mute");
  }

  /** While an exception is asked what it says, its module's callback is still running. */
  @Test
  void H4_who_blocks_where_its_exception_is_asked_what_it_says_is_named() {
    client
        .beforeAttach(
            offer -> {
              throw new NoInterfaceException("slowly") {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                  held.hold();
                  return super.getMessage();
                }
              };
            })
        .registeredWith(clients);
    Background<TestProvider> registering =
        Background.start("registering", () -> provider.registeredWith(providers));
    held.isInside();
    client.deregister();
    assertThat(runtime.pending().get(0).blockers())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.reason()).isEqualTo(Blocker.Reason.ATTACHING);
              assertThat(it.thread()).contains("registering");
            });
    held.leave();
    registering.get();
    assertThat(runtime.declines()).singleElement().extracting("reason").isEqualTo("slowly");
  }
}
