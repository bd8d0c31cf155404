package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nmr.AbandonedException;
import io.nmr.BindingContext;
import io.nmr.ClientCharacteristics;
import io.nmr.DetachedException;
import io.nmr.NoInterfaceException;
import io.nmr.Npi;
import io.nmr.ProviderOffer;
import io.nmr.Registration;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * R12, R16: a thousand virtual threads that call, and that call again at once when they are
 * refused, delay neither a deregistration nor an operator. This JVM has to have such threads.
 */
@Timeout(120)
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "no virtual threads before JDK 21")
class VirtualThreadCloseTest {
  /** What is called. */
  public interface Work {
    int work(int what);
  }

  private static final Npi<Work, Void> NPI = Npi.of("io.nmr.test.virtual", Work.class);
  private static final int THREADS = 1_000;
  private static final int CLOSES = 8;

  /**
   * Behind monitors a close took 8 to 17 s; without them 5 to 65 ms, or 600 ms on a busy machine.
   */
  private static final Duration LONGEST = Duration.ofSeconds(3);

  private final LocalRegistrar registrar = new LocalRegistrar();
  private final LocalModule providers = registrar.module("providers");
  private final AtomicBoolean isOver = new AtomicBoolean();
  private final AtomicLong answered = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile Work peer;

  private static ThreadFactory virtualThreads() throws ReflectiveOperationException {
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Class<?> type = Class.forName("java.lang.Thread$Builder$OfVirtual");
    return (ThreadFactory) type.getMethod("factory").invoke(builder);
  }

  private void startCalling() throws ReflectiveOperationException {
    registrar
        .module("client")
        .registerClient(
            ClientCharacteristics.of(
                NPI, (ProviderOffer<Work, Void> offer) -> peer = attached(offer)));
    ThreadFactory factory = virtualThreads();
    for (int thread = 0; thread < THREADS; thread++) {
      Thread started = factory.newThread(this::callAndCallAgain);
      threads.add(started);
      started.start();
    }
    Awaitility.await().until(() -> answered.get() > THREADS);
  }

  private static Work attached(ProviderOffer<Work, Void> offer) throws NoInterfaceException {
    return offer.attach(BindingContext.<Void>of(null));
  }

  private void callAndCallAgain() {
    while (!isOver.get()) {
      try {
        answered.addAndGet(peer.work(1));
      } catch (DetachedException refused) {
        Thread.yield();
      }
    }
  }

  private Registration register() {
    return providers.registerProvider(
        NPI,
        offer ->
            BindingContext.of(
                what -> {
                  Thread.yield(); // a virtual thread is unmounted inside
                  return what;
                }));
  }

  @AfterEach
  void end() throws Exception {
    isOver.set(true);
    for (Thread thread : threads) {
      thread.join(20_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  /** Closes when many calls have been answered; how long the close has taken. */
  private Duration closeWhenCalled(Registration provider) {
    long before = answered.get();
    Awaitility.await().until(() -> answered.get() > before + THREADS);
    long start = System.nanoTime();
    Background.run("close", provider::close).get();
    return since(start);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void R16_no_close_takes_longer_than_three_seconds() throws Exception {
    Registration provider = register();
    startCalling();
    for (int close = 0; close < CLOSES; close++) {
      assertThat(closeWhenCalled(provider)).isLessThan(LONGEST);
      provider = register();
    }
  }

  @Test
  void H4_the_runtime_answers_meanwhile() throws Exception {
    Registration provider = register();
    startCalling();
    AtomicBoolean isClosing = new AtomicBoolean(true);
    List<Duration> answers = new ArrayList<>();
    Background<Void> operator =
        Background.run(
            "operator",
            () -> {
              while (isClosing.get()) {
                long start = System.nanoTime();
                registrar.runtime().bindings();
                registrar.runtime().pending();
                answers.add(since(start));
                Thread.sleep(1);
              }
            });
    for (int close = 0; close < CLOSES; close++) {
      closeWhenCalled(provider);
      provider = register();
    }
    isClosing.set(false);
    operator.get();
    assertThat(answers).isNotEmpty().allMatch(took -> took.compareTo(LONGEST) < 0);
  }

  @Test
  void H5_an_operator_abandons_meanwhile() throws Exception {
    register();
    startCalling();
    HeldCall held = new HeldCall();
    Registration stuck =
        providers.registerProvider(
            NPI,
            offer ->
                BindingContext.of(
                    what -> {
                      held.hold();
                      return what;
                    })); // all go there now, and the first thread of each carrier is held
    long id = registrar.runtime().bindings().get(1).id();
    Background.run("one", () -> assertThat(peer.work(1)).isEqualTo(1));
    held.isInside();
    Background<Void> close = Background.run("close", stuck::close).awaitBlocked();
    long start = System.nanoTime();
    Background.run("operator", () -> registrar.runtime().abandon(id)).get();
    Throwable abandoned = catchThrowable(close::get);
    Duration took = since(start);
    held.leave();
    assertThat(abandoned).isInstanceOf(AbandonedException.class);
    assertThat(took).isLessThan(LONGEST);
  }
}
