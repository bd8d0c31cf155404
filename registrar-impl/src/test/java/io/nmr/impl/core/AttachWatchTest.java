package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.NoInterfaceException;
import io.nmr.Npi;
import io.nmr.Side;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.TestRegistrar;
import io.nmr.impl.fixtures.Trace;
import io.nmr.impl.settings.Configuration;
import io.nmr.impl.threads.RegistrarThreads;
import io.nmr.runtime.PendingSnapshot;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** H4: a start that an attach callback holds back is silent for nobody. */
@Timeout(60)
class AttachWatchTest {
  /** Of this registrar alone: a look at another test's may log late. */
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private final NetworkRegistrar registrar =
      new NetworkRegistrar(
          new Configuration(name -> null),
          (level, line, thrown) -> {
            if (level == Level.WARNING) {
              lines.add(line);
            }
          },
          String::valueOf);
  private final ModuleRegistrar providers = TestRegistrar.module(registrar, "providers");
  private final ModuleRegistrar clients = TestRegistrar.module(registrar, "clients");
  private final TestProvider provider = aProvider(new Trace());
  private final TestClient client = aClient(new Trace());
  private final HeldCall held = new HeldCall();

  /** Until the schedule that a test wants is there. */
  @BeforeEach
  void warnOfNothing() {
    warnAfter("1h");
  }

  @AfterEach
  void leave() {
    held.leave();
  }

  private void warnAfter(String time) {
    registrar.runtime().configure(Map.of("nmr.hold.warn", time));
  }

  private PendingSnapshot onlyPending() {
    assertThat(registrar.runtime().pending()).hasSize(1);
    return registrar.runtime().pending().get(0);
  }

  /** The client registers, on a thread of that name, and the callback of that side is stuck. */
  private void theClientsStartIsStuckIn(Side side) {
    if (side == Side.CLIENT) {
      client.beforeAttach(offer -> held.hold());
    } else {
      provider.attaching(offer -> held.hold());
    }
    provider.registeredWith(providers);
    held.by("starting", () -> client.registeredWith(clients));
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void H4_a_stuck_attach_is_logged_with_its_blockers(Side side) {
    theClientsStartIsStuckIn(side);
    warnAfter("1ms");

    await().until(() -> !lines.isEmpty());

    assertThat(lines.get(0))
        .startsWith("clients has been held for ")
        .contains("in registering client client of " + TestModule.NPI.id())
        .contains("waiting for attach callback of " + side + " from " + side.peer())
        .contains("on thread 'starting' in ");
  }

  @Test
  void H4_it_is_logged_again_each_time_that_the_time_has_doubled_and_no_more_when_it_is_over()
      throws Exception {
    theClientsStartIsStuckIn(Side.PROVIDER);
    warnAfter("1ms");
    await().until(() -> lines.size() >= 3);
    held.leaveAndReturn();
    List<Long> millis = lines.stream().map(AttachWatchTest::millis).toList();
    for (int i = 1; i < millis.size(); i++) {
      assertThat(millis.get(i)).isGreaterThanOrEqualTo(2 * millis.get(i - 1));
    }
    assertThat(registrar.runtime().pending()).isEmpty();
    assertThat(registrar.attachWatch.all()).isEmpty();
  }

  private static long millis(String line) {
    return Long.parseLong(line.replaceAll(".* has been held for (\\d+) ms .*", "$1"));
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void H4_it_is_pending_from_the_first_moment_until_it_returns(Side side) {
    theClientsStartIsStuckIn(side);

    PendingSnapshot pending = onlyPending();
    assertThat(pending.isAttaching()).isTrue();
    assertThat(pending.isHold()).isFalse();
    assertThat(pending.registration().module()).isEqualTo("client");
    assertThat(pending.registration().isDeregistering()).isFalse();
    assertThat(pending.blockers()).hasSize(1);
    Blocker blocker = pending.blockers().get(0);
    assertThat(blocker.reason()).isEqualTo(Blocker.Reason.ATTACHING);
    assertThat(blocker.side()).isEqualTo(side);
    assertThat(blocker.binding().id()).isEqualTo(client.binding().id());
    assertThat(blocker.thread()).contains("starting");
    assertThat(blocker.executing()).isNotEmpty();

    held.leaveAndReturn();
    assertThat(registrar.runtime().pending()).isEmpty();
  }

  @Test
  void H4_two_modules_that_attach_under_locks_of_their_own_are_both_named() {
    // Each client registers under its own lock, and the provider that it is offered takes the
    // other's lock in its attach callback.
    Lock first = new ReentrantLock();
    Lock second = new ReentrantLock();
    CountDownLatch bothRegister = new CountDownLatch(2);
    List<Background<?>> starts =
        List.of(
            startUnder(first, second, "first", bothRegister),
            startUnder(second, first, "second", bothRegister));
    starts.forEach(start -> start.awaitBlockedIn("lockInterruptibly"));
    warnAfter("1ms");

    await()
        .untilAsserted(
            () -> {
              assertThat(lines).anyMatch(line -> line.contains("on thread 'first' in "));
              assertThat(lines).anyMatch(line -> line.contains("on thread 'second' in "));
            });

    assertThat(registrar.runtime().pending()).hasSize(2).allMatch(PendingSnapshot::isAttaching);
    starts.get(0).interrupt();
    starts.forEach(Background::get);
  }

  private Background<?> startUnder(Lock own, Lock other, String name, CountDownLatch together) {
    var npi = Npi.of("io.nmr.test." + name, TestModule.Work.class, TestModule.Tell.class);
    aProvider(new Trace())
        .ofNpi(npi)
        .attaching(
            offer -> {
              try {
                other.lockInterruptibly();
                other.unlock();
              } catch (InterruptedException end) {
                throw new NoInterfaceException("the test is over");
              }
            })
        .registeredWith(providers);
    TestClient starting =
        aClient(new Trace())
            .ofNpi(npi)
            .beforeAttach(
                offer -> {
                  together.countDown();
                  HeldCall.await(together);
                });
    return Background.run(
        name,
        () -> {
          own.lock();
          try {
            starting.registeredWith(clients);
          } finally {
            own.unlock();
          }
        });
  }

  @Test
  void H4_it_follows_changes_of_the_setting_while_it_waits() {
    theClientsStartIsStuckIn(Side.PROVIDER);
    assertThat(lines).isEmpty();
    warnAfter("1ms");
    await().until(() -> !lines.isEmpty());
    warnAfter("1h");
    int known = lines.size();
    await().during(Duration.ofMillis(300)).until(() -> lines.size() <= known + 1);
  }

  @Test
  void R17_it_is_not_warned_of_where_a_deregistration_that_waits_for_it_does() {
    theClientsStartIsStuckIn(Side.PROVIDER);
    Background<Void> closing = Background.run("closing", provider.registration::close);
    closing.awaitBlockedIn("awaitOver");
    warnAfter("1ms");
    long severalLooks = 500;
    await().until(() -> lines.stream().anyMatch(line -> millis(line) > severalLooks));

    assertThat(lines).allMatch(line -> line.startsWith("thread 'closing' has been held"));
    assertThat(registrar.runtime().pending())
        .extracting(PendingSnapshot::isAttaching)
        .containsExactly(false, true);
    held.leave();
    closing.get();
  }

  @Test
  void R17_it_is_warned_of_where_nobody_waits_for_the_deregistration() {
    theClientsStartIsStuckIn(Side.PROVIDER);
    provider.deregister();
    warnAfter("1ms");
    await().until(() -> !lines.isEmpty());
    assertThat(lines.get(0)).startsWith("clients has been held for ");
  }

  @Test
  void R17_one_that_deregisters_itself_meanwhile_is_pending_once() {
    client.beforeAttach(offer -> held.hold());
    provider.registeredWith(providers);
    held.by("starting", () -> client.registeredWith(clients));
    Background<Void> unloading = Background.run("unloading", () -> clients.unload().await());
    await().until(() -> onlyPending().isHold());
    assertThat(onlyPending().isAttaching()).isFalse();
    assertThat(onlyPending().blockers()).hasSize(1);
    held.leave();
    unloading.get();
  }

  @Test
  void H4_of_register_calls_within_each_other_the_innermost_speaks() {
    // The client's attach callback registers a provider, whose attach is stuck.
    var inner = Npi.of("io.nmr.test.inner", TestModule.Work.class, TestModule.Tell.class);
    aClient(new Trace()).ofNpi(inner).registeredWith(providers);
    TestProvider stuck = aProvider(new Trace()).ofNpi(inner).attaching(offer -> held.hold());
    client.beforeAttach(offer -> stuck.registeredWith(clients));
    provider.registeredWith(providers);
    held.by("starting", () -> client.registeredWith(clients));
    warnAfter("1ms");

    await().until(() -> lines.size() >= 2);

    assertThat(lines).allMatch(line -> line.contains("in registering provider provider"));
    assertThat(registrar.runtime().pending()).hasSize(2).allMatch(PendingSnapshot::isAttaching);
  }

  @Test
  void H5_one_that_was_abandoned_in_its_callback_is_neither_shown_nor_watched() {
    theClientsStartIsStuckIn(Side.PROVIDER);
    Background<Void> unloading = Background.run("unloading", () -> clients.unload().await());
    await().until(() -> onlyPending().isHold());
    registrar.runtime().abandon(client.binding().id());
    unloading.get();
    assertThat(registrar.runtime().pending()).isEmpty();
    assertThat(registrar.attachWatch.all()).isEmpty();
  }

  @Test
  void H4_a_callback_that_throws_is_watched_no_more() {
    provider.registeredWith(providers);
    client
        .afterAttach(
            offer -> {
              throw new IllegalStateException("on purpose");
            })
        .registeredWith(clients);
    assertThat(registrar.attachWatch.all()).isEmpty();
    assertThat(registrar.runtime().pending()).noneMatch(PendingSnapshot::isAttaching);
  }

  /** With timers that the test lets run out. */
  private static final class Timers extends RegistrarThreads {
    final Queue<Runnable> set = new ArrayDeque<>();
    boolean isOutOfMemory;
    int looks;

    @Override
    public boolean later(long millis, Runnable brief) {
      return !isOutOfMemory && set.add(brief);
    }

    @Override
    public void execute(Runnable task) {
      looks++;
      task.run();
    }

    void runOut() {
      set.remove().run();
    }
  }

  @Test
  void many_register_calls_set_one_timer_and_one_that_runs_out_with_nothing_to_do_sets_none() {
    Timers timers = new Timers();
    ModuleRegistrar own = TestRegistrar.module(TestRegistrar.with(timers), "own");
    own.registerProvider(TestModule.NPI, offer -> BindingContext.of(what -> what));
    assertThat(timers.set).as("there is nobody to ask").isEmpty();

    for (int i = 0; i < 100; i++) {
      own.registerClient(TestModule.NPI, offer -> {});
    }
    assertThat(timers.set).hasSize(1);

    timers.runOut();
    assertThat(timers.set).isEmpty();
    assertThat(timers.looks).isZero();

    own.registerClient(TestModule.NPI, offer -> {});
    assertThat(timers.set).hasSize(1);
  }

  @Test
  void while_something_attaches_there_is_a_timer_and_a_look_each_time_that_it_runs_out() {
    Timers timers = new Timers();
    ModuleRegistrar own = TestRegistrar.module(TestRegistrar.with(timers), "own");
    own.registerProvider(TestModule.NPI, offer -> BindingContext.of(what -> what));
    own.registerClient(
        TestModule.NPI,
        offer -> {
          for (int look = 1; look <= 3; look++) {
            timers.runOut();
            assertThat(timers.looks).isEqualTo(look);
            assertThat(timers.set).hasSize(1);
          }
        });
    timers.runOut();
    assertThat(timers.set).isEmpty();
  }

  @Test
  void where_no_timer_can_be_had_the_next_register_call_tries_again() {
    Timers timers = new Timers();
    ModuleRegistrar own = TestRegistrar.module(TestRegistrar.with(timers), "own");
    own.registerProvider(TestModule.NPI, offer -> BindingContext.of(what -> what));
    timers.isOutOfMemory = true;
    own.registerClient(TestModule.NPI, offer -> {});
    timers.isOutOfMemory = false;
    own.registerClient(TestModule.NPI, offer -> {});
    assertThat(timers.set).hasSize(1);
  }
}
