package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.Deregistration;
import io.nmr.DetachedException;
import io.nmr.Npi;
import io.nmr.Registration;
import io.nmr.Side;
import io.nmr.local.LocalRegistrar;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R21: functions that return before they are done. */
@Timeout(30)
class AsyncRulesTest {
  /** An asynchronous interface. */
  public interface Async {
    CompletionStage<String> stage();

    CompletableFuture<String> future();
  }

  private static final Npi<Async, Void> ASYNC = Npi.of("io.nmr.test.async", Async.class);

  private final LocalRegistrar registrar = new LocalRegistrar();
  private final CompletableFuture<String> result = new CompletableFuture<>();
  private final AtomicReference<Async> peer = new AtomicReference<>();
  private final Registration provider =
      registrar.registerProvider(ASYNC, offer -> BindingContext.of(answering(() -> result)));
  private final Registration client =
      registrar.registerClient(
          ASYNC, offer -> peer.set(offer.attach(BindingContext.<Void>of(null))));

  private static Async answering(Supplier<CompletableFuture<String>> body) {
    return new Async() {
      @Override
      public CompletionStage<String> stage() {
        return body.get();
      }

      @Override
      public CompletableFuture<String> future() {
        return body.get();
      }
    };
  }

  private int callsInProgress() {
    return registrar.runtime().bindings().get(0).clientCalls();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void R21_a_call_is_in_progress_until_its_stage_completes(boolean isFuture) throws Exception {
    CompletionStage<String> stage = isFuture ? peer.get().future() : peer.get().stage();
    Deregistration deregistration = provider.deregister();
    assertThat(deregistration.isPending()).isTrue();
    assertThat(deregistration.blockers()).hasSize(1);
    assertThat(deregistration.blockers().get(0).reason()).isEqualTo(Blocker.Reason.ASYNC_CALL);
    assertThat(deregistration.blockers().get(0).side()).isEqualTo(Side.CLIENT);
    assertThatThrownBy(() -> peer.get().stage()).isInstanceOf(DetachedException.class);
    result.complete("late");
    deregistration.await();
    assertThat(stage.toCompletableFuture().get()).isEqualTo("late");
  }

  @Test
  void R21_the_callers_stage_is_the_guards_own_and_completes_after_the_call_is_counted_off() {
    CompletionStage<String> stage = peer.get().stage();
    assertThat(stage).isNotSameAs(result);
    List<Integer> counts = new ArrayList<>();
    CompletionStage<Boolean> seen = stage.thenApply(any -> counts.add(callsInProgress()));
    assertThat(callsInProgress()).isEqualTo(1);
    result.complete("done");
    seen.toCompletableFuture().join();
    assertThat(counts).containsExactly(0);
  }

  @Test
  void R21_a_stage_that_is_complete_already_counts_no_more() {
    result.complete("at once");
    assertThat(peer.get().stage().toCompletableFuture().join()).isEqualTo("at once");
    assertThat(callsInProgress()).isZero();
    assertThat(provider.deregister().isPending()).isFalse();
  }

  @Test
  void R21_a_failure_passes_through_and_ends_the_call() throws Exception {
    CompletableFuture<String> future = peer.get().future();
    IllegalArgumentException failure = new IllegalArgumentException("no");
    result.completeExceptionally(failure);
    assertThatThrownBy(future::join).isInstanceOf(CompletionException.class).hasCause(failure);
    client.deregister().await();
  }

  @Test
  void R21_cancelling_the_callers_stage_cancels_the_modules() throws Exception {
    CompletableFuture<String> future = peer.get().future();
    future.cancel(true);
    assertThat(result).isCancelled();
    assertThat(future).isCancelled();
    client.deregister().await();
  }

  @Test
  void R21_cancelling_the_modules_stage_cancels_the_callers() throws Exception {
    CompletableFuture<String> future = peer.get().future();
    result.cancel(true);
    assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    client.deregister().await();
  }

  @Test
  void R21_a_thread_that_waits_for_a_stage_may_deregister_meanwhile_and_is_not_inside() {
    // The call has returned to this thread: it is in progress, but this thread is not inside it.
    peer.get().stage();
    Deregistration deregistration = client.deregister();
    assertThat(deregistration.isPending()).isTrue();
    assertThatThrownBy(() -> peer.get().stage()).isInstanceOf(DetachedException.class);
    result.complete("done");
    deregistration.completion().toCompletableFuture().join();
  }

  @Test
  void R21_a_caller_that_completes_its_own_stage_does_not_end_the_call() {
    peer.get().future().complete("impatient");
    assertThat(result).isNotDone();
    assertThat(callsInProgress()).isEqualTo(1);
    result.complete("done");
    assertThat(callsInProgress()).isZero();
  }

  @Test
  void R21_no_stage_passes_as_none_and_ends_the_call() throws Exception {
    AtomicReference<Async> other = new AtomicReference<>();
    LocalRegistrar own = new LocalRegistrar();
    own.registerProvider(ASYNC, offer -> BindingContext.of(answering(() -> null)));
    Registration caller =
        own.registerClient(ASYNC, it -> other.set(it.attach(BindingContext.<Void>of(null))));
    assertThat(other.get().stage()).isNull();
    assertThat(other.get().future()).isNull();
    assertThat(caller.deregister().isPending()).isFalse();
  }

  /** Returns a stream. */
  public interface Streams {
    Stream<String> lines();
  }

  /** Returns a stream of primitives. */
  public interface IntStreams {
    IntStream numbers();
  }

  /** Returns an iterator. */
  public interface Iterators {
    Iterator<String> lines();
  }

  /** Returns bytes that are yet to be read. */
  public interface Inputs {
    InputStream open();
  }

  /** Returns a callback. */
  public interface Callbacks {
    Runnable undo();
  }

  /** Returns something to be closed. */
  public interface Connections {
    AutoCloseable connect();
  }

  /** Returns several of them. */
  public interface Arrays {
    Runnable[] undo();
  }

  /** Returns them as arguments of a type. */
  public interface Generic {
    List<? extends Iterator<String>> all();
  }

  /** Returns an array of such a type. */
  public interface GenericArrays {
    List<Stream<String>>[] all();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Arrays.class,
        Generic.class,
        GenericArrays.class,
        Streams.class,
        IntStreams.class,
        Iterators.class,
        Inputs.class,
        Callbacks.class,
        Connections.class
      })
  void R21_a_function_that_plainly_returns_behaviour_is_refused(Class<?> dispatch) {
    String function = dispatch.getMethods()[0].getName();
    assertRefused(Npi.of("io.nmr.test.behaviour", dispatch), function);
    assertThat(registrar.runtime().registrations()).hasSize(2);
  }

  @Test
  void R21_it_is_refused_in_a_clients_dispatch_too() {
    assertRefused(Npi.of("io.nmr.test.behaviour", Async.class, Streams.class), "lines");
  }

  private <P, C> void assertRefused(Npi<P, C> npi, String function) {
    assertThatThrownBy(
            () ->
                registrar.registerProvider(
                    npi,
                    offer -> {
                      throw new AssertionError("never asked");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(function);
    assertThatThrownBy(() -> registrar.registerClient(npi, offer -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(function);
  }

  @Test
  void R21_an_unguarded_npi_may_return_what_it_likes() {
    Npi<Streams, Void> raw = Npi.of("io.nmr.test.behaviour", Streams.class).unguarded();
    List<Streams> peers = new ArrayList<>();
    registrar.registerProvider(raw, offer -> BindingContext.of(() -> Stream.of("a")));
    registrar.registerClient(raw, offer -> peers.add(offer.attach(BindingContext.<Void>of(null))));
    assertThat(peers.get(0).lines()).containsExactly("a");
  }
}
