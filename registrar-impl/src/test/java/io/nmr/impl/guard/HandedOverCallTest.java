package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.Guard;
import io.nmr.Npi;
import io.nmr.Registration;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * R19, H8: a call that a thread has entered by hand may have been handed to another, so it is not
 * taken for its entering thread's, and a wait of that thread is a wait like any other.
 */
@Timeout(30)
class HandedOverCallTest {
  /** What is called. */
  public interface Work {
    String work(String what);
  }

  private static final Npi<Work, Void> NPI = Npi.of("io.nmr.test.handed", Work.class);

  private final LocalRegistrar registrar = new LocalRegistrar();
  private final LocalModule module = registrar.module("provider");
  private final AtomicBoolean isCleanedUp = new AtomicBoolean();
  private final AtomicReference<Guard> guard = new AtomicReference<>();
  private final HeldCall held = new HeldCall();
  private final Registration provider = module.registerProvider(NPI, offer -> new Context());
  private final Registration client =
      registrar
          .module("client")
          .registerClient(
              NPI,
              offer -> {
                offer.attach(BindingContext.<Void>of(null));
                guard.set(offer.guard());
              });

  private final class Context implements BindingContext<Work> {
    @Override
    public Work dispatch() {
      return what -> what;
    }

    @Override
    public void cleanup() {
      isCleanedUp.set(true);
    }
  }

  /** Enters, hands the call to a worker that is held inside, and does something else then. */
  private Background<Void> enterHandOverAnd(Background.Work then) {
    AtomicReference<Background<String>> worker = new AtomicReference<>();
    Background<Void> entering =
        Background.run(
            "entering",
            () -> {
              Guard.Call call = guard.get().enter();
              worker.set(
                  Background.start(
                      "worker",
                      () -> {
                        try {
                          return held.hold("done"); // the call's work, whatever that is
                        } finally {
                          call.leave();
                        }
                      }));
              held.isInside();
              then.run();
            });
    held.isInside();
    return entering;
  }

  private void assertWaitsForTheWorker(Background<Void> entering) {
    entering.awaitBlockedOrDone();
    assertThat(entering.isDone()).as("let through with the worker inside").isFalse();
    assertThat(isCleanedUp).isFalse();
    held.leave();
    entering.get();
    assertThat(isCleanedUp).isTrue();
  }

  @Test
  void H8_an_unload_by_the_thread_that_entered_waits_for_the_worker() {
    assertWaitsForTheWorker(enterHandOverAnd(module::close));
  }

  @Test
  void H8_an_unload_of_the_client_by_the_thread_that_entered_waits_for_the_worker() {
    assertWaitsForTheWorker(enterHandOverAnd(() -> client.close()));
  }

  @Test
  void R19_close_by_the_thread_that_entered_waits_for_the_worker() {
    assertWaitsForTheWorker(enterHandOverAnd(provider::close));
  }

  @Test
  void R19_await_by_the_thread_that_entered_waits_for_the_worker() {
    assertWaitsForTheWorker(enterHandOverAnd(() -> provider.deregister().await()));
  }

  @Test
  void R19_a_bounded_wait_by_a_thread_that_has_kept_its_call_ends_in_its_time() throws Exception {
    Guard.Call call = guard.get().enter();
    Deregistration deregistration = provider.deregister();
    assertThat(deregistration.await(Duration.ofMillis(50))).isFalse();
    call.leave();
    deregistration.await();
  }

  @Test
  void R19_two_threads_that_have_handed_their_calls_to_workers_may_both_wait() {
    // Each waits for what the other has entered: with the entering threads inside, a cycle.
    AtomicReference<Guard> otherGuard = new AtomicReference<>();
    Npi<Work, Void> otherNpi = Npi.of("io.nmr.test.handed.other", Work.class);
    Registration otherProvider =
        registrar
            .module("other provider")
            .registerProvider(otherNpi, offer -> BindingContext.of(what -> what));
    registrar
        .module("other client")
        .registerClient(
            otherNpi,
            offer -> {
              offer.attach(BindingContext.<Void>of(null));
              otherGuard.set(offer.guard());
            });
    HeldCall otherWorker = new HeldCall();
    CountDownLatch mayWait = new CountDownLatch(1);
    Background<Void> second =
        Background.run(
            "second",
            () -> {
              Guard.Call call = otherGuard.get().enter();
              Background.run(
                  "second's worker",
                  () -> {
                    otherWorker.hold();
                    call.leave();
                  });
              HeldCall.await(mayWait);
              provider.close();
            });
    otherWorker.isInside();
    Background<Void> first = enterHandOverAnd(otherProvider::close).awaitBlockedOrDone();
    mayWait.countDown();
    second.awaitBlockedOrDone();
    held.leave();
    otherWorker.leave();
    first.get();
    second.get();
    assertThat(isCleanedUp).isTrue();
  }

  @Test
  void R19_a_thread_that_is_inside_by_the_guards_own_count_is_refused_as_before() {
    Guard.Call call = guard.get().enter();
    assertThatThrownBy(() -> guard.get().run(() -> closed(provider)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("would wait for itself");
    call.leave();
  }

  private static String closed(Registration registration) {
    registration.close();
    return "closed";
  }
}
