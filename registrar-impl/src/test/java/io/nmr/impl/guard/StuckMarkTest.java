package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.DetachedException;
import io.nmr.Guard;
import io.nmr.Npi;
import io.nmr.Registration;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.OwnJvm;
import io.nmr.local.LocalRegistrar;
import java.lang.management.ManagementFactory;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a thread keeps of a call goes with the call, however the call ends, and with the thread. */
@Timeout(120)
class StuckMarkTest {
  /** What is called. */
  public interface Work {
    String work(String what);

    CompletionStage<String> later();

    Hidden hidden();

    HiddenData data();

    Hidden[] several();
  }

  /** A type that only this package sees. */
  interface Hidden {
    String value();
  }

  /** A final one. */
  record HiddenData(String value) implements Hidden {}

  private static final Npi<Work, Void> NPI = Npi.of("io.nmr.test.stuck", Work.class);

  private final LocalRegistrar registrar = new LocalRegistrar();
  private final CompletableFuture<String> later = new CompletableFuture<>();
  private final HeldCall held = new HeldCall();
  private final AtomicReference<Work> peer = new AtomicReference<>();
  private final AtomicReference<Guard> guard = new AtomicReference<>();
  private final Registration provider =
      registrar
          .module("provider")
          .registerProvider(NPI, offer -> BindingContext.of(new Provider()));
  private final Registration client =
      registrar
          .module("client")
          .registerClient(
              NPI,
              offer -> {
                peer.set(offer.attach(BindingContext.<Void>of(null)));
                guard.set(offer.guard());
              });

  private final class Provider implements Work {
    @Override
    public String work(String what) {
      return what.equals("held") ? held.hold(what) : what;
    }

    @Override
    public CompletionStage<String> later() {
      return later;
    }

    @Override
    public Hidden hidden() {
      return new HiddenData("hidden");
    }

    @Override
    public HiddenData data() {
      return new HiddenData("data");
    }

    @Override
    public Hidden[] several() {
      return new Hidden[] {hidden()};
    }
  }

  /** A thread that does one thing after the other, and is idle in between. */
  private static final class Worker {
    private final ExecutorService executor;
    private final Thread thread;

    Worker(String name) {
      executor = Executors.newSingleThreadExecutor(body -> new Thread(null, body, name, 512 << 10));
      thread = get(Thread::currentThread);
    }

    <T> T get(Callable<T> work) {
      return Background.elsewhere(() -> executor.submit(work).get());
    }

    void end() {
      executor.shutdown();
    }
  }

  private int callsInProgress() {
    return registrar.runtime().bindings().get(0).clientCalls();
  }

  // ---- one entry for each live thread ----

  /** How many objects of the guard there are; the JVM collects its garbage first. */
  private static long objectsOfTheGuard() throws Exception {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    Matcher line =
        Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+io\\.nmr\\.impl\\.guard\\.\\S+.*$")
            .matcher(histogram);
    long objects = 0;
    while (line.find()) {
      objects += Long.parseLong(line.group(1));
    }
    assertThat(objects).as("in\n%s", histogram).isPositive();
    return objects;
  }

  /** Live threads that have called before: whatever is shared out by a thread's id is taken. */
  private final class Crowd {
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final CountDownLatch have = new CountDownLatch(CROWD);

    Crowd() {
      for (int each = 0; each < CROWD; each++) {
        Background.run(
            "crowd",
            () -> {
              peer.get().work("once");
              have.countDown();
              mayEnd.await();
            });
      }
      HeldCall.await(have);
    }

    void end() {
      mayEnd.countDown();
    }
  }

  private static final int CROWD = 600;
  private static final int TASKS = 10_000;
  private static final int FEW = 200;

  /** Threads whose thread-locals the JDK erases after each thing that they do. */
  enum Erased {
    COMMON_POOL {
      @Override
      Object run(Runnable task, int times) {
        for (int time = 0; time < times; time++) {
          ForkJoinPool.commonPool().submit(task).join();
        }
        return ForkJoinPool.commonPool();
      }
    },
    CLEANER {
      @Override
      Object run(Runnable task, int times) {
        Cleaner cleaner = Cleaner.create();
        AtomicInteger done = new AtomicInteger();
        for (int time = 0; time < times; time++) {
          cleaner.register(
              new Object(),
              () -> {
                task.run();
                done.incrementAndGet();
              });
        }
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> {
                  System.gc();
                  return done.get() == times;
                });
        return cleaner;
      }
    };

    /** Has its threads do that so often; they live as long as what is returned. */
    abstract Object run(Runnable task, int times);
  }

  @ParameterizedTest
  @EnumSource(Erased.class)
  void a_thread_whose_thread_locals_are_erased_has_one_entry(Erased threads) throws Exception {
    Crowd crowd = new Crowd();
    long before = objectsOfTheGuard();
    AtomicInteger answers = new AtomicInteger();
    Object alive =
        threads.run(
            () -> {
              peer.get().work("x");
              answers.incrementAndGet();
            },
            TASKS);
    assertThat(answers).hasValue(TASKS);
    assertThat(objectsOfTheGuard() - before).isLessThan(FEW);
    Reference.reachabilityFence(alive);
    assertThat(callsInProgress()).isZero();
    crowd.end();
  }

  // ---- a result type that the guard does not see ----

  @Test
  void R21_a_result_type_that_only_its_package_sees_passes_through() throws Exception {
    for (int time = 0; time < 2; time++) { // by count, and by mark
      assertThat(peer.get().hidden().value()).isEqualTo("hidden");
      assertThat(peer.get().data().value()).isEqualTo("data");
      assertThat(peer.get().several()[0].value()).isEqualTo("hidden");
    }
    assertThat(callsInProgress()).isZero();
    assertThat(Background.<Boolean>elsewhere(() -> provider.deregister().isPending())).isFalse();
    assertThatThrownBy(() -> peer.get().hidden()).isInstanceOf(DetachedException.class);
  }

  // ---- no stack ----

  /** Whether the pair is bound, or taken apart while the thread that calls is inside. */
  enum Phase {
    /** Calls mark. */
    BOUND,
    /** Calls are counted, and let in because their thread is inside already. */
    DRAINING
  }

  /** What is called where hardly any stack is left. */
  enum Way {
    DISPATCH {
      @Override
      void call(Work peer, Guard guard) {
        peer.work("x");
      }
    },
    ASYNCHRONOUS {
      @Override
      void call(Work peer, Guard guard) {
        peer.later();
      }
    },
    RUN {
      @Override
      void call(Work peer, Guard guard) {
        guard.<String, RuntimeException>run(() -> "x");
      }
    };

    abstract void call(Work peer, Guard guard);
  }

  /** How the frames on the way down are moved a little, so that the stack ends elsewhere. */
  private static final int OFFSETS = 24;

  /**
   * Calls, and goes down one frame, until the stack is full. Near the edge the call overflows in
   * the provider, deeper down after it, then before it, on entry, and in the end at its first step.
   */
  private static int callAndGoDown(Runnable call) {
    int overflows = 0;
    try {
      call.run();
    } catch (StackOverflowError full) {
      overflows = 1;
    }
    try {
      return overflows + callAndGoDown(call);
    } catch (StackOverflowError full) {
      return overflows;
    }
  }

  private static int offset(int frames, long a, long b, long c, Runnable call) {
    return frames == 0 ? callAndGoDown(call) : offset(frames - 1, c, a, b, call);
  }

  /** Calls at every depth of the stack. */
  private int callAtEachDepth(Way way) {
    Runnable call = () -> way.call(peer.get(), guard.get());
    call.run(); // what it needs is loaded
    int overflows = 0;
    for (int frames = 0; frames < OFFSETS; frames++) {
      overflows += offset(frames, 1, 2, 3, call);
    }
    return overflows;
  }

  private void assertHeldByNobody(Worker idle) throws Exception {
    later.complete("done");
    Deregistration deregistration = provider.deregister();
    assertThat(deregistration.await(Duration.ofSeconds(5)))
        .as("held by %s", deregistration.blockers())
        .isTrue();
    assertThat(registrar.runtime().bindings()).isEmpty();
    assertThatThrownBy(() -> idle.<String>get(() -> peer.get().work("x")))
        .as("a closed guard lets in nobody for what a thread was inside of once")
        .hasRootCauseInstanceOf(DetachedException.class);
    idle.end();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void a_stack_that_overflows_in_a_marked_call_leaves_nothing(Way way) throws Exception {
    peer.get().work("first"); // from here on calls mark
    Worker worker = new Worker("edge");
    assertThat(worker.<Integer>get(() -> callAtEachDepth(way))).isPositive();
    later.complete("done");
    assertThat(callsInProgress()).isZero();
    assertHeldByNobody(worker);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void a_stack_that_overflows_in_a_counted_call_leaves_nothing(Way way) throws Exception {
    // The worker is inside a call while the pair is being taken apart, so that it is let in.
    peer.get().work("first");
    Worker worker = new Worker("edge");
    CountDownLatch mayGoOn = new CountDownLatch(1);
    CountDownLatch isInside = new CountDownLatch(1);
    Background<Integer> outer =
        Background.start(
            "outer",
            () ->
                worker.get(
                    () ->
                        guard
                            .get()
                            .<Integer, RuntimeException>run(
                                () -> {
                                  isInside.countDown();
                                  HeldCall.await(mayGoOn);
                                  return callAtEachDepth(way);
                                })));
    HeldCall.await(isInside);
    assertThat(provider.deregister().isPending()).isTrue();
    mayGoOn.countDown();
    assertThat(outer.get()).isPositive();
    assertHeldByNobody(worker);
  }

  // ---- no memory ----

  static Stream<Arguments> phasesAndWays() {
    return Stream.of(Phase.values())
        .flatMap(phase -> Stream.of(NoMemory.Way.values()).map(way -> Arguments.of(phase, way)));
  }

  /** In a JVM of its own, which has no memory left while the guard takes a call over. */
  @Tag("full")
  @ParameterizedTest
  @MethodSource("phasesAndWays")
  void an_asynchronous_call_that_finds_no_memory_leaves_nothing(Phase phase, NoMemory.Way way)
      throws Exception {
    assertThat(OwnJvm.withLittleMemory(NoMemory.class, phase.name(), way.name()))
        .endsWith("held by nobody, refused");
  }
}
