package io.nmr.impl.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.ModuleId;
import io.nmr.Registrar;
import io.nmr.Registration;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestModule.Tell;
import io.nmr.impl.fixtures.TestModule.Work;
import io.nmr.impl.settings.Configuration;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.runtime.RegistrarRuntime;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ten thousand bindings and a peer that is slow in everything. Memory is bounded by what each
 * binding may take, bound and while it is taken apart; by the length of a log line; and by the
 * number of threads.
 */
@Timeout(120)
class OverloadTest {
  private static final int BINDINGS = 10_000;
  private static final int PENDING = 1_000;
  private static final int PEERS = BINDINGS / PENDING;

  /** Context, dispatches, guards, both lists, and the registration of one side. */
  private static final long BYTES_OF_A_BINDING = 2_000;

  /** The stages, what they complete, the account. */
  private static final long BYTES_OF_A_PENDING_ONE = 2_000;

  private static final int LENGTH_OF_A_LINE = 2_000;
  private static final int MORE_THREADS = 16;

  /** What anyone who looks on has the patience for. */
  private static final Duration A_LOOK = Duration.ofSeconds(3);

  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final NetworkRegistrar registrar =
      new NetworkRegistrar(
          new Configuration(name -> name.equals("nmr.hold.warn") ? "50ms" : null),
          (level, message, thrown) -> {
            if (level == System.Logger.Level.WARNING) {
              log.add(message);
            }
          },
          String::valueOf);
  private final RegistrarRuntime runtime = registrar.runtime();
  private final Queue<CompletableFuture<Void>> detaches = new ConcurrentLinkedQueue<>();
  private final AtomicInteger cleanups = new AtomicInteger();
  private final HeldCall slowCall = new HeldCall();

  private ModuleRegistrar module(String name, int id) {
    return registrar.registrarOf(new ModuleOwner(name, id, ModuleId.of(name)));
  }

  /** Its detach is pending until the test completes it; its cleanup takes a while. */
  private final class Slow<D> implements BindingContext<D> {
    private final D dispatch;

    Slow(D dispatch) {
      this.dispatch = dispatch;
    }

    @Override
    public D dispatch() {
      return dispatch;
    }

    @Override
    public CompletionStage<?> detach() {
      CompletableFuture<Void> stage = new CompletableFuture<>();
      detaches.add(stage);
      return stage;
    }

    @Override
    public void cleanup() {
      cleanups.incrementAndGet();
      if (cleanups.get() % 100 == 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }

  private String slowly(String what) {
    return what.equals("held") ? slowCall.hold(what) : what;
  }

  private Registration slowProvider(Registrar owner) {
    return owner.registerProvider(TestModule.NPI, offer -> new Slow<Work>(this::slowly));
  }

  private Registration slowClient(Registrar owner) {
    return owner.registerClient(
        TestModule.NPI, offer -> offer.attach(new Slow<Tell>(this::slowly)));
  }

  private static Registration promptProvider(Registrar owner) {
    return owner.registerProvider(
        TestModule.NPI, offer -> BindingContext.<Work>of(what -> "prompt " + what));
  }

  /** Its dispatches go to the list. */
  private static Registration promptClient(Registrar owner, List<Work> works) {
    return owner.registerClient(
        TestModule.NPI, offer -> works.add(offer.attach(BindingContext.of(what -> what))));
  }

  private static long usedBytes() {
    System.gc();
    Runtime jvm = Runtime.getRuntime();
    return jvm.totalMemory() - jvm.freeMemory();
  }

  /** What a snapshot shows, in a time that a person waits. */
  private static <T> T look(Supplier<T> snapshot) {
    long begin = System.nanoTime();
    T seen = snapshot.get();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(A_LOOK);
    return seen;
  }

  private void completeAll() {
    List<CompletableFuture<Void>> all = new ArrayList<>(detaches);
    Collections.shuffle(all, new Random(1));
    all.forEach(stage -> stage.complete(null));
  }

  @Test
  void ten_thousand_bindings_of_a_slow_provider_hold_its_stop_and_nothing_else() throws Exception {
    ModuleRegistrar slow = module("slow", 1);
    ModuleRegistrar others = module("others", 2);
    slowProvider(slow);
    List<Work> works = new ArrayList<>(BINDINGS);
    long before = usedBytes();
    for (int number = 0; number < BINDINGS; number++) {
      promptClient(others, works);
    }
    assertThat((usedBytes() - before) / BINDINGS).isLessThan(BYTES_OF_A_BINDING);
    slowCall.by("slow call", () -> works.get(0).work("held"));
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    long bound = usedBytes();

    Background<Void> stop = Background.run("stop", () -> slow.unload().await());

    Awaitility.await().until(() -> detaches.size() == BINDINGS);
    Awaitility.await().until(() -> log.stream().anyMatch(this::isAMoreLine));
    assertThat(log).allMatch(line -> line.length() < LENGTH_OF_A_LINE);
    assertThat(look(runtime::bindings)).hasSize(BINDINGS);
    PendingSnapshot pending = look(runtime::pending).get(0);
    assertThat(pending.isHold()).isTrue();
    assertThat(pending.blockers()).hasSize(BINDINGS + 1);
    assertThat((usedBytes() - bound) / BINDINGS).isLessThan(BYTES_OF_A_PENDING_ONE);
    assertThat(ManagementFactory.getThreadMXBean().getThreadCount())
        .isLessThan(threads + MORE_THREADS);
    assertOthersGoOn();

    completeAll();
    slowCall.leave();
    stop.get();

    assertThat(cleanups).hasValue(BINDINGS);
    assertThat(look(runtime::bindings)).isEmpty();
    assertThat(look(runtime::pending)).isEmpty();
  }

  private boolean isAMoreLine(String line) {
    return line.contains("the stop of slow") && line.contains(" more; ");
  }

  private void assertOthersGoOn() {
    Background.elsewhere(
        () -> {
          ModuleRegistrar next = module("next", 3);
          promptProvider(next);
          List<Work> works = new ArrayList<>();
          Registration client = promptClient(next, works);
          assertThat(works.get(works.size() - 1).work("x")).isEqualTo("prompt x");
          client.deregister().await();
          next.unload().await();
          return null;
        });
  }

  @Test
  void a_thousand_pending_deregistrations_need_no_thread_each() throws Exception {
    ModuleRegistrar owner = module("slow", 1);
    List<Registration> clients = new ArrayList<>();
    for (int number = 0; number < PEERS; number++) {
      promptProvider(module("provider " + number, 2 + number));
    }
    for (int number = 0; number < PENDING; number++) {
      clients.add(slowClient(owner));
    }
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    long before = usedBytes();

    List<Deregistration> pending = new ArrayList<>();
    clients.forEach(each -> pending.add(each.deregister()));

    assertThat(pending).allMatch(Deregistration::isPending);
    assertThat((usedBytes() - before) / BINDINGS).isLessThan(BYTES_OF_A_PENDING_ONE);
    assertThat(ManagementFactory.getThreadMXBean().getThreadCount())
        .isLessThan(threads + MORE_THREADS);
    assertThat(look(runtime::pending))
        .hasSize(PENDING)
        .allSatisfy(each -> assertThat(each.blockers()).hasSize(PEERS));
    assertThat(look(runtime::registrations)).hasSize(PENDING + PEERS);
    assertOthersGoOn();

    completeAll();

    for (Deregistration each : pending) {
      assertThat(each.await(Duration.ofSeconds(30))).isTrue();
    }
    assertThat(ManagementFactory.getThreadMXBean().getThreadCount())
        .isLessThan(threads + MORE_THREADS);
    assertThat(cleanups).hasValue(BINDINGS);
    assertThat(look(runtime::pending)).isEmpty();
  }
}
