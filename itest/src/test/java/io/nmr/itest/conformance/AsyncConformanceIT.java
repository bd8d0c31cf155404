package io.nmr.itest.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.Deregistration;
import io.nmr.Npi;
import io.nmr.ProviderModule;
import io.nmr.ProviderOffer;
import io.nmr.Registrar;
import io.nmr.Registration;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.util.promise.Deferred;
import org.osgi.util.promise.Promise;

/** R21: functions that return what completes later, and what a guarded NPI may not return. */
class AsyncConformanceIT extends Conformance {
  private static final Npi<Later, Void> LATER = Npi.of("io.nmr.itest.later", Later.class);

  private final CompletableFuture<String> modules = stage();
  private final AtomicReference<Later> later = new AtomicReference<>();
  private Deferred<String> deferred;
  private Registration client;

  /** A dispatch whose functions complete later. */
  public interface Later {
    /** As a stage. */
    CompletionStage<String> stage();

    /** As a future. */
    CompletableFuture<String> future();

    /** As a promise. */
    Promise<String> promise();
  }

  /** What may not be returned, for calls through it would be counted by nobody. */
  public interface Streaming {
    /** A stream. */
    Stream<String> stream();
  }

  /** The same. */
  public interface Iterating {
    /** An iterator. */
    Iterator<String> iterator();
  }

  /** The same. */
  public interface Functional {
    /** A callback. */
    Runnable callback();
  }

  /** The same. */
  public interface Connecting {
    /** A connection. */
    InputStream connection();
  }

  @Override
  protected void begin() throws Exception {
    osgi.installBuilt("org.osgi.util.function");
    osgi.installBuilt("org.osgi.util.promise");
    deferred = new Deferred<>();
    module("provider").registrar().registerProvider(LATER, offer -> BindingContext.of(dispatch()));
    Registrar registrar = module("client").registrar();
    client =
        registrar.registerClient(
            LATER, offer -> ProviderOffer.attach(offer, this::contextThatKeeps));
  }

  private Later dispatch() {
    return new Later() {
      @Override
      public CompletionStage<String> stage() {
        return modules;
      }

      @Override
      public CompletableFuture<String> future() {
        return modules;
      }

      @Override
      public Promise<String> promise() {
        return deferred.getPromise();
      }
    };
  }

  private BindingContext<Void> contextThatKeeps(Later dispatch) {
    later.set(dispatch);
    return BindingContext.of(null);
  }

  private CompletionStage<String> call(String form) {
    return form.equals("stage") ? later.get().stage() : later.get().future();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stage", "future"})
  void R21_a_call_is_in_progress_until_its_stage_completes(String form) throws Exception {
    CompletionStage<String> callers = call(form);

    Deregistration deregistration = client.deregister();

    assertThat(deregistration.isPending()).isTrue();
    assertThat(deregistration.blockers())
        .singleElement()
        .satisfies(blocker -> assertThat(blocker.reason()).isEqualTo(Blocker.Reason.ASYNC_CALL));
    modules.complete("done");
    assertThat(callers.toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo("done");
    deregistration.await();
  }

  @Test
  void R21_a_call_is_in_progress_until_its_promise_is_resolved() throws Exception {
    Promise<String> callers = later.get().promise();

    Deregistration deregistration = client.deregister();

    assertThat(deregistration.isPending()).isTrue();
    assertThat(callers.isDone()).isFalse();
    deferred.resolve("done");
    assertThat(callers.getValue()).isEqualTo("done");
    deregistration.await();
  }

  /** What depends on the caller's stage finds the call over. */
  @ParameterizedTest
  @ValueSource(strings = {"stage", "future"})
  void R21_the_callers_stage_is_the_guards_own_and_completes_after_the_call_has_stopped_counting(
      String form) throws Exception {
    CompletionStage<String> callers = call(form);
    CompletionStage<Integer> callsThen =
        callers.thenApply(done -> runtime().bindings().get(0).clientCalls());

    assertThat(callers).isNotSameAs(modules);
    assertThat(runtime().bindings().get(0).clientCalls()).isEqualTo(1);
    modules.complete("done");

    assertThat(callsThen.toCompletableFuture().get(20, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void R21_completing_the_callers_own_future_does_not_end_the_call() throws Exception {
    CompletableFuture<String> callers = later.get().future();

    callers.complete("of the caller's own making");

    Deregistration deregistration = client.deregister();
    assertThat(deregistration.isPending()).isTrue();
    modules.complete("done");
    deregistration.await();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stage", "future"})
  void R21_cancelling_the_callers_stage_cancels_the_modules(String form) throws Exception {
    CompletionStage<String> callers = call(form);

    callers.toCompletableFuture().cancel(true);

    assertThat(modules).isCancelled();
    client.deregister().await();
  }

  @Test
  void R21_a_failure_passes_through_and_ends_the_call() throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    CompletionStage<String> callers = later.get().stage();
    callers.whenComplete((value, thrown) -> isOver.set(true));

    modules.completeExceptionally(new IOException("no luck"));

    assertThat(catchThrowable(callers.toCompletableFuture()::join))
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("no luck");
    assertThat(isOver).isTrue();
    client.deregister().await();
  }

  @Test
  void R21_what_plainly_is_behaviour_is_refused_when_the_npi_is_first_registered() {
    for (Class<?> type :
        new Class<?>[] {Streaming.class, Iterating.class, Functional.class, Connecting.class}) {
      String function = type.getMethods()[0].getName();
      ModuleBundle module = module(type.getSimpleName());

      assertThatThrownBy(
              () -> module.registrar().registerProvider(Npi.of("io.nmr.itest.bad", type), never()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(function);
    }
    assertThat(runtime().npis()).extracting(npi -> npi.id()).containsExactly(LATER.id());
  }

  private static <P, C> ProviderModule<P, C> never() {
    return offer -> {
      throw new AssertionError("asked to attach");
    };
  }
}
