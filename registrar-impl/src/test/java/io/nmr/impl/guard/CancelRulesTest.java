package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.Deregistration;
import io.nmr.Npi;
import io.nmr.Registration;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.local.LocalRegistrar;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.util.promise.Deferred;
import org.osgi.util.promise.Promise;
import org.osgi.util.promise.PromiseFactory;

/**
 * R21: what a module's stage runs on its caller's thread (when the caller cancels, and while the
 * guard begins to follow the stage) is part of the call.
 */
@Timeout(30)
class CancelRulesTest {
  /** An asynchronous interface. */
  public interface Async {
    CompletableFuture<String> future();

    Promise<String> promise();

    void nothing();
  }

  private static final Npi<Async, Void> ASYNC = Npi.of("io.nmr.test.cancel", Async.class);

  /** How the pair counts the call that is cancelled. */
  enum Account {
    /** It is the pair's first. */
    FIRST,
    /** Another came before it, so that calls mark. */
    MARKED,
    /** The client has detached, and its guard is closed, when it cancels. */
    CLOSED
  }

  private final LocalRegistrar registrar = new LocalRegistrar();
  private final CompletableFuture<String> result = new CompletableFuture<>();
  private final AtomicReference<CompletableFuture<String>> returned = new AtomicReference<>(result);
  private final AtomicReference<Promise<String>> promised = new AtomicReference<>();
  private final AtomicReference<Async> peer = new AtomicReference<>();
  private final HeldCall held = new HeldCall();
  private final Registration provider =
      registrar
          .module("provider")
          .registerProvider(ASYNC, offer -> BindingContext.of(new Provider()));
  private final Registration client =
      registrar
          .module("client")
          .registerClient(ASYNC, offer -> peer.set(offer.attach(BindingContext.<Void>of(null))));

  private final class Provider implements Async {
    @Override
    public CompletableFuture<String> future() {
      return returned.get();
    }

    @Override
    public Promise<String> promise() {
      return promised.get();
    }

    @Override
    public void nothing() {}
  }

  private int callsInProgress() {
    return registrar.runtime().bindings().get(0).clientCalls();
  }

  private static List<String> threads(Deregistration deregistration) {
    return deregistration.blockers().stream()
        .filter(blocker -> blocker.reason() == Blocker.Reason.CALL)
        .flatMap(blocker -> blocker.thread().stream())
        .toList();
  }

  /** Cancels on a thread named canceller, which is held inside the module's code. */
  private Background<Boolean> cancelHeld(CompletableFuture<String> stage) {
    Background<Boolean> canceller = Background.start("canceller", () -> stage.cancel(true));
    held.isInside();
    return canceller;
  }

  private CompletableFuture<String> called(Account account) {
    if (account != Account.FIRST) {
      peer.get().nothing();
    }
    CompletableFuture<String> stage = peer.get().future();
    if (account == Account.CLOSED) {
      assertThat(client.deregister().isPending()).isTrue();
    }
    return stage;
  }

  @ParameterizedTest
  @EnumSource(Account.class)
  void R21_what_depends_on_the_modules_stage_runs_inside_the_call_when_the_caller_cancels(
      Account account) throws Exception {
    // The guard's own dependent is run first, for it came last; the module's is held after it.
    result.whenComplete((value, thrown) -> held.hold());
    Background<Boolean> canceller = cancelHeld(called(account));
    Deregistration deregistration = provider.deregister();
    assertThat(deregistration.isPending()).isTrue();
    assertThat(deregistration.await(Duration.ofMillis(50))).isFalse();
    assertThat(threads(deregistration)).containsExactly("canceller");
    held.leave();
    assertThat(canceller.get()).isTrue();
    deregistration.await();
    client.deregister().await();
  }

  @Test
  void R21_a_dependent_that_came_after_the_guards_runs_inside_the_call_too() throws Exception {
    CompletableFuture<String> stage = called(Account.MARKED);
    result.whenComplete((value, thrown) -> held.hold());
    Background<Boolean> canceller = cancelHeld(stage);
    Deregistration deregistration = provider.deregister();
    assertThat(threads(deregistration)).containsExactly("canceller");
    held.leave();
    assertThat(canceller.get()).isTrue();
    deregistration.await();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void R19_a_dependent_that_would_wait_for_the_call_that_it_runs_in_is_refused(boolean isBefore) {
    AtomicReference<Throwable> refused = new AtomicReference<>();
    Runnable dependent = () -> refused.set(catchThrowable(provider::close));
    if (isBefore) {
      result.whenComplete((value, thrown) -> dependent.run());
    }
    CompletableFuture<String> stage = called(Account.MARKED);
    if (!isBefore) {
      result.whenComplete((value, thrown) -> dependent.run());
    }
    assertThat(Background.<Boolean>elsewhere(() -> stage.cancel(true))).isTrue();
    assertThat(refused.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("would wait for itself");
    Background.run("closer", provider::close).get();
  }

  @Test
  void R21_of_two_that_cancel_at_once_the_call_leaves_with_the_last() throws Exception {
    result.whenComplete((value, thrown) -> held.hold());
    CompletableFuture<String> stage = called(Account.MARKED);
    Background<Boolean> first = cancelHeld(stage);
    assertThat(stage.cancel(true)).isTrue();
    assertThat(stage).isCancelled();
    Deregistration deregistration = provider.deregister();
    assertThat(threads(deregistration)).containsExactly("canceller");
    held.leave();
    assertThat(first.get()).isTrue();
    deregistration.await();
  }

  @Test
  void R21_a_stage_whose_module_lets_itself_be_cancelled_completes_when_the_call_counts_no_more() {
    CompletableFuture<String> stage = called(Account.MARKED);
    AtomicReference<Integer> seen = new AtomicReference<>();
    stage.whenComplete((value, thrown) -> seen.set(callsInProgress()));
    assertThat(stage.cancel(true)).isTrue();
    assertThat(seen).hasValue(0);
  }

  /** A stage of a module's own, with bodies for what the guard calls of it. */
  private static final class Odd extends CompletableFuture<String> {
    private final Runnable onFuture;
    private final Runnable onCancel;

    Odd(Runnable onFuture, Runnable onCancel) {
      this.onFuture = onFuture;
      this.onCancel = onCancel;
    }

    @Override
    public CompletableFuture<String> toCompletableFuture() {
      onFuture.run();
      return this;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      onCancel.run();
      return false;
    }
  }

  private static Runnable throwing(RuntimeException thrown) {
    return () -> {
      throw thrown;
    };
  }

  private static final Runnable NOTHING = () -> {};

  private void assertInProgressUntilComplete(Odd odd) throws Exception {
    assertThat(callsInProgress()).isEqualTo(1);
    Deregistration deregistration = provider.deregister();
    assertThat(deregistration.isPending()).isTrue();
    odd.complete("at last");
    deregistration.await();
  }

  @Test
  void R21_a_stage_that_cannot_be_cancelled_is_cancelled_for_its_caller_and_the_call_goes_on()
      throws Exception {
    Odd odd = new Odd(throwing(new UnsupportedOperationException("no future")), NOTHING);
    returned.set(odd);
    CompletableFuture<String> stage = called(Account.MARKED);
    assertThat(stage.cancel(true)).isTrue();
    assertThat(stage).isCancelled();
    assertInProgressUntilComplete(odd);
  }

  @Test
  void R21_a_stage_that_ignores_the_cancel_is_cancelled_for_its_caller_and_the_call_goes_on()
      throws Exception {
    Odd odd = new Odd(NOTHING, NOTHING);
    returned.set(odd);
    CompletableFuture<String> stage = called(Account.MARKED);
    assertThat(stage.cancel(true)).isTrue();
    assertThat(stage).isCancelled();
    assertInProgressUntilComplete(odd);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void R21_what_the_module_throws_at_the_cancel_arrives_and_the_call_goes_on(boolean isLater)
      throws Exception {
    IllegalArgumentException thrown = new IllegalArgumentException("sulking");
    Odd odd = isLater ? new Odd(NOTHING, throwing(thrown)) : new Odd(throwing(thrown), NOTHING);
    returned.set(odd);
    CompletableFuture<String> stage = called(Account.MARKED);
    assertThatThrownBy(() -> stage.cancel(true)).isSameAs(thrown);
    assertThat(stage).isCancelled();
    assertInProgressUntilComplete(odd);
  }

  @Test
  void R21_what_the_caller_does_to_its_own_stage_otherwise_does_not_reach_the_modules() {
    for (int way = 0; way < 6; way++) {
      CompletableFuture<String> stage = called(Account.MARKED);
      switch (way) {
        case 0 -> stage.complete("impatient");
        case 1 -> stage.completeExceptionally(new IllegalStateException());
        case 2 -> stage.obtrudeValue("mine");
        case 3 -> stage.obtrudeException(new IllegalStateException());
        case 4 -> stage.copy().cancel(true);
        default -> stage.thenApply(value -> value).cancel(true);
      }
    }
    assertThat(result).isNotDone();
    assertThat(callsInProgress()).isEqualTo(6);
    result.complete("done");
    assertThat(callsInProgress()).isZero();
  }

  /** A stage that completes twice, as none should. */
  private static final class Twice extends CompletableFuture<String> {
    private final List<Throwable> complaints = new CopyOnWriteArrayList<>();

    @Override
    public CompletableFuture<String> whenComplete(
        BiConsumer<? super String, ? super Throwable> action) {
      return super.whenComplete(
          (value, thrown) -> {
            action.accept(value, thrown);
            try {
              action.accept("again", thrown);
            } catch (Throwable complaint) {
              complaints.add(complaint);
            }
          });
    }
  }

  @Test
  void R21_a_stage_that_completes_twice_ends_its_call_once() throws Exception {
    Twice twice = new Twice();
    returned.set(twice);
    CompletableFuture<String> stage = called(Account.MARKED);
    CompletableFuture<String> other = called(Account.MARKED);
    twice.complete("once");
    assertThat(stage.join()).isEqualTo("once");
    assertThat(other.join()).isEqualTo("once");
    assertThat(twice.complaints).isEmpty();
    assertThat(callsInProgress()).isZero();
    provider.deregister().await();
  }

  /** A stage that does something of its own after it has been given a dependent. */
  private static final class Busy extends CompletableFuture<String> {
    private final Runnable afterwards;

    Busy(Runnable afterwards) {
      this.afterwards = afterwards;
    }

    @Override
    public CompletableFuture<String> whenComplete(
        BiConsumer<? super String, ? super Throwable> action) {
      CompletableFuture<String> made = super.whenComplete(action);
      afterwards.run();
      return made;
    }
  }

  @Test
  void R21_a_modules_own_stage_that_is_given_a_dependent_runs_inside_the_call() throws Exception {
    // The stage completes on another thread while the caller's is still in the stage's code.
    Busy busy = new Busy(held::hold);
    returned.set(busy);
    peer.get().nothing();
    Background<CompletionStage<String>> caller =
        Background.start("caller", () -> peer.get().future());
    held.isInside();
    busy.complete("done");
    Deregistration deregistration = provider.deregister();
    assertThat(deregistration.isPending()).isTrue();
    assertThat(threads(deregistration)).containsExactly("caller");
    held.leave();
    assertThat(caller.get().toCompletableFuture().join()).isEqualTo("done");
    deregistration.await();
  }

  @Test
  void R21_a_promise_whose_executor_is_the_modules_is_given_a_callback_inside_the_call()
      throws Exception {
    // The promise is resolved already: its executor runs on the caller's thread, and goes on there.
    Executor busy =
        callback -> {
          callback.run();
          held.hold();
        };
    Deferred<String> deferred =
        new PromiseFactory(busy, null, PromiseFactory.Option.CALLBACKS_EXECUTOR_THREAD).deferred();
    deferred.resolve("done");
    promised.set(deferred.getPromise());
    peer.get().nothing();
    Background<Promise<String>> caller = Background.start("caller", () -> peer.get().promise());
    held.isInside();
    Deregistration deregistration = provider.deregister();
    assertThat(deregistration.isPending()).isTrue();
    assertThat(threads(deregistration)).containsExactly("caller");
    held.leave();
    assertThat(caller.get().getValue()).isEqualTo("done");
    deregistration.await();
  }

  @Test
  void R21_a_complete_stage_that_the_modules_code_still_depends_on_is_not_passed_on()
      throws Exception {
    // The module's thread is held in one dependent, and has another yet to run. A caller that had
    // the module's own future would run that one, by any attempt to complete or cancel it.
    CountDownLatch inside = new CountDownLatch(1);
    AtomicReference<Thread> ran = new AtomicReference<>();
    result.whenComplete((value, thrown) -> ran.set(Thread.currentThread()));
    result.whenComplete(
        (value, thrown) -> {
          inside.countDown();
          held.hold();
        });
    Background<Boolean> completer = Background.start("completer", () -> result.complete("done"));
    HeldCall.await(inside);
    CompletableFuture<String> stage = called(Account.MARKED);
    assertThat(stage.join()).isEqualTo("done");
    assertThat(stage.cancel(true)).isFalse();
    assertThat(ran).as("the module's code on its caller's thread").hasValue(null);
    assertThat(callsInProgress()).isZero();
    held.leave();
    completer.get();
    assertThat(ran).hasValue(completer.thread());
  }
}
