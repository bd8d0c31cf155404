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
import io.nmr.local.LocalRegistrar;
import io.nmr.util.NoProviderException;
import io.nmr.util.ProviderSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * R13: the right to nest belongs to the call, not to its thread. In each test an unload begins
 * while a call is in progress, and closes the guard for whatever is not done for that call.
 */
@Timeout(30)
class NestingRightTest {
  /** What a transaction needs. */
  public interface Store {
    CompletionStage<String> begin();

    CompletionStage<String> commit(String transaction);

    String hi(int number);
  }

  /** What a provider calls back. */
  public interface Watcher {
    String seen(String what);
  }

  private static final Npi<Store, Void> STORE = Npi.of("io.nmr.test.nesting", Store.class);
  private static final Npi<Store, Watcher> TWO_WAY =
      Npi.of("io.nmr.test.nesting.both", Store.class, Watcher.class);

  /** Who goes while the call is in progress. */
  enum Leaver {
    CLIENT,
    PROVIDER
  }

  private static final int MANY = 40;

  private final LocalRegistrar registrar = new LocalRegistrar();
  private final CompletableFuture<String> begun = new CompletableFuture<>();
  private final CompletableFuture<String> committed = new CompletableFuture<>();
  private final AtomicInteger hellos = new AtomicInteger();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final HeldCall held = new HeldCall();
  private final ExecutorService pool = Executors.newFixedThreadPool(4);
  private final ForkJoinPool streams = new ForkJoinPool(4);

  private final class Provider implements Store {
    @Override
    public CompletionStage<String> begin() {
      return begun;
    }

    @Override
    public CompletionStage<String> commit(String transaction) {
      return committed.thenApply(end -> transaction + " " + end);
    }

    @Override
    public String hi(int number) {
      hellos.incrementAndGet();
      threads.add(Thread.currentThread());
      if (number == 0) {
        held.hold();
      }
      return "hi " + number;
    }
  }

  @AfterEach
  void shutDown() {
    pool.shutdownNow();
    streams.shutdownNow();
  }

  // ---- the function of a set's call ----

  private ProviderSet<Store> set;
  private Registration provider;

  private void openSet() {
    provider =
        registrar
            .module("provider")
            .registerProvider(STORE, offer -> BindingContext.of(new Provider()));
    set = ProviderSet.open(registrar.module("client"), STORE);
  }

  /** Begins the unload; the guard of what is not part of a call has closed when that returns. */
  private Background<Void> unload(Leaver leaver) {
    Background<Void> unload =
        Background.run("unload", leaver == Leaver.CLIENT ? set::close : provider::close);
    unload.awaitBlocked();
    return unload;
  }

  private void assertNewWorkIsRefused() {
    int before = hellos.get();
    assertThatThrownBy(() -> Background.<String>elsewhere(() -> set.call(store -> store.hi(1))))
        .isInstanceOfAny(NoProviderException.class, DetachedException.class);
    assertThat(hellos).as("none of the provider's code has run").hasValue(before);
  }

  @ParameterizedTest
  @EnumSource(Leaver.class)
  void R13_the_next_step_of_a_function_that_returns_a_stage_is_let_in(Leaver leaver) {
    openSet();
    CompletionStage<String> stage =
        set.call(store -> store.begin().thenCompose(transaction -> store.commit(transaction)));
    Background<Void> unload = unload(leaver);
    assertNewWorkIsRefused();
    Background.run("the provider's", () -> begun.complete("tx")).get();
    assertThat(unload.isDone()).as("the commit is in progress").isFalse();
    Background.run("the provider's", () -> committed.complete("committed")).get();
    assertThat(stage.toCompletableFuture().join()).isEqualTo("tx committed");
    unload.get();
  }

  @ParameterizedTest
  @EnumSource(Leaver.class)
  void R13_the_work_that_a_function_gives_to_other_threads_is_let_in(Leaver leaver) {
    openSet();
    Background<List<String>> call =
        Background.start(
            "call",
            () ->
                set.call(
                    store -> {
                      store.hi(0); // held there until the unload has begun
                      List<CompletableFuture<String>> answers =
                          IntStream.range(1, MANY)
                              .mapToObj(
                                  number ->
                                      CompletableFuture.supplyAsync(() -> store.hi(number), pool))
                              .toList();
                      return answers.stream().map(CompletableFuture::join).toList();
                    }));
    held.isInside();
    Background<Void> unload = unload(leaver);
    assertNewWorkIsRefused();
    held.leave();
    assertThat(call.get()).hasSize(MANY - 1).endsWith("hi " + (MANY - 1));
    assertThat(threads).as("the pool's, too").hasSizeGreaterThan(1);
    unload.get();
  }

  @ParameterizedTest
  @EnumSource(Leaver.class)
  void R13_a_parallel_stream_in_a_function_is_let_in(Leaver leaver) {
    openSet();
    Background<List<String>> call =
        Background.start(
            "call",
            () ->
                set.call(
                    store -> {
                      store.hi(0);
                      return streams // so that it is not the calling thread that takes all
                          .submit(
                              () ->
                                  IntStream.range(1, MANY).parallel().mapToObj(store::hi).toList())
                          .join();
                    }));
    held.isInside();
    Background<Void> unload = unload(leaver);
    held.leave();
    assertThat(call.get()).hasSize(MANY - 1);
    unload.get();
  }

  @ParameterizedTest
  @EnumSource(Leaver.class)
  void R13_what_a_function_has_kept_is_refused_when_its_call_is_over(Leaver leaver) {
    openSet();
    AtomicReference<Store> kept = new AtomicReference<>();
    set.call(
        store -> {
          kept.set(store);
          return store.hi(1);
        });
    Background<String> other =
        Background.start("other", () -> set.call(store -> store.hi(0))); // keeps the pair
    held.isInside();
    Background<Void> unload = unload(leaver);
    int before = hellos.get();
    assertThatThrownBy(() -> kept.get().hi(2)).isInstanceOf(DetachedException.class);
    assertThat(hellos).hasValue(before);
    held.leave();
    assertThat(other.get()).isEqualTo("hi 0");
    unload.get();
  }

  @ParameterizedTest
  @EnumSource(Leaver.class)
  void R13_a_further_step_is_let_in_until_the_stage_of_the_function_completes(Leaver leaver) {
    openSet();
    AtomicReference<Store> kept = new AtomicReference<>();
    CompletableFuture<String> work = new CompletableFuture<>();
    CompletionStage<String> stage =
        set.call(
            store -> {
              kept.set(store);
              return work;
            });
    Background<Void> unload = unload(leaver);
    assertThat(Background.<String>elsewhere(() -> kept.get().hi(1))).isEqualTo("hi 1");
    work.complete("done");
    assertThat(stage.toCompletableFuture().join()).isEqualTo("done");
    unload.get();
    assertThatThrownBy(() -> kept.get().hi(2)).isInstanceOf(DetachedException.class);
  }

  // ---- a call entered by hand ----

  private final AtomicReference<Store> dispatch = new AtomicReference<>();
  private final AtomicReference<Watcher> watcher = new AtomicReference<>();
  private final AtomicReference<Guard> ofClient = new AtomicReference<>();
  private final AtomicReference<Guard> ofProvider = new AtomicReference<>();
  private final List<String> told = new ArrayList<>();
  private Registration client;

  private void attach() {
    provider =
        registrar
            .module("provider")
            .registerProvider(
                TWO_WAY,
                offer -> {
                  watcher.set(offer.dispatch());
                  ofProvider.set(offer.guard());
                  return BindingContext.of(new Provider());
                });
    Watcher own =
        what -> {
          told.add(what);
          return "told " + what;
        };
    client =
        registrar
            .module("client")
            .registerClient(
                TWO_WAY,
                offer -> {
                  dispatch.set(offer.attach(BindingContext.of(own)));
                  ofClient.set(offer.guard());
                });
  }

  private Deregistration deregister(Leaver leaver) {
    Deregistration deregistration = (leaver == Leaver.CLIENT ? client : provider).deregister();
    assertThat(deregistration.isPending()).isTrue();
    return deregistration;
  }

  @ParameterizedTest
  @EnumSource(Leaver.class)
  void R13_what_is_done_for_a_call_entered_by_hand_is_let_in_on_any_thread(Leaver leaver)
      throws Exception {
    attach();
    Guard.Call call = ofClient.get().enter();
    Store nested = call.nested(dispatch.get());
    Deregistration deregistration = deregister(leaver);
    assertThatThrownBy(() -> Background.<String>elsewhere(() -> dispatch.get().hi(1)))
        .as("new work")
        .isInstanceOf(DetachedException.class);
    assertThat(hellos).hasValue(0);
    assertThat(Background.<String>elsewhere(() -> nested.hi(2))).isEqualTo("hi 2");
    assertThat(deregistration.isPending()).isTrue();
    Background.run("worker", call::leave).get();
    deregistration.await();
    assertThatThrownBy(() -> nested.hi(3)).isInstanceOf(DetachedException.class);
    assertThat(hellos).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource(Leaver.class)
  void R13_a_call_that_left_lets_nobody_in_while_another_is_in_progress(Leaver leaver)
      throws Exception {
    attach();
    Guard.Call first = ofClient.get().enter();
    Guard.Call second = ofClient.get().enter();
    Store ofFirst = first.nested(dispatch.get());
    Store ofSecond = second.nested(dispatch.get());
    Deregistration deregistration = deregister(leaver);
    first.leave();
    assertThatThrownBy(() -> Background.<String>elsewhere(() -> ofFirst.hi(1)))
        .isInstanceOf(DetachedException.class);
    assertThat(Background.<String>elsewhere(() -> ofSecond.hi(2))).isEqualTo("hi 2");
    second.leave();
    deregistration.await();
  }

  @ParameterizedTest
  @EnumSource(Leaver.class)
  void R13_an_asynchronous_call_that_was_let_in_goes_on_after_the_one_it_was_done_for(Leaver leaver)
      throws Exception {
    attach();
    Guard.Call call = ofClient.get().enter();
    Store nested = call.nested(dispatch.get());
    Deregistration deregistration = deregister(leaver);
    CompletionStage<String> stage = Background.elsewhere(() -> nested.begin());
    call.leave();
    assertThat(deregistration.await(Duration.ofMillis(50))).isFalse();
    begun.complete("tx");
    deregistration.await();
    assertThat(stage.toCompletableFuture().join()).isEqualTo("tx");
  }

  @ParameterizedTest
  @EnumSource(Leaver.class)
  void R13_a_call_whose_result_is_awaited_lets_in_until_that_is_there(Leaver leaver)
      throws Exception {
    attach();
    CompletableFuture<String> work = new CompletableFuture<>();
    Guard.Call call = ofClient.get().enter();
    Store nested = call.nested(dispatch.get());
    call.leaveWith(work);
    Deregistration deregistration = deregister(leaver);
    assertThat(Background.<String>elsewhere(() -> nested.hi(1))).isEqualTo("hi 1");
    work.complete("done");
    deregistration.await();
    assertThatThrownBy(() -> nested.hi(2)).isInstanceOf(DetachedException.class);
  }

  @ParameterizedTest
  @EnumSource(Leaver.class)
  void R13_a_providers_call_lets_its_further_calls_back_in_on_any_thread(Leaver leaver)
      throws Exception {
    attach();
    Guard.Call call = ofProvider.get().enter();
    Watcher nested = call.nested(watcher.get());
    Deregistration deregistration = deregister(leaver);
    assertThatThrownBy(() -> Background.<String>elsewhere(() -> watcher.get().seen("new")))
        .isInstanceOf(DetachedException.class);
    assertThat(Background.<String>elsewhere(() -> nested.seen("nested"))).isEqualTo("told nested");
    assertThat(deregistration.isPending()).isTrue();
    call.leave();
    deregistration.await();
    assertThat(told).containsExactly("nested");
  }

  @Test
  void R13_a_call_is_let_in_while_the_pair_is_bound_and_counts_by_itself() {
    attach();
    Guard.Call call = ofClient.get().enter();
    Store nested = call.nested(dispatch.get());
    assertThat(nested.hi(1)).isEqualTo("hi 1");
    CompletionStage<String> stage = nested.begin();
    assertThat(registrar.runtime().bindings().get(0).clientCalls()).isEqualTo(2);
    call.leave();
    assertThat(registrar.runtime().bindings().get(0).clientCalls()).isEqualTo(1);
    begun.complete("tx");
    assertThat(stage.toCompletableFuture().join()).isEqualTo("tx");
    assertThat(registrar.runtime().bindings().get(0).clientCalls()).isZero();
  }

  @Test
  void R13_an_abandoned_pair_lets_nobody_in_for_whatever_call() {
    attach();
    Guard.Call call = ofClient.get().enter();
    Store nested = call.nested(dispatch.get());
    deregister(Leaver.PROVIDER);
    registrar.runtime().abandon(registrar.runtime().bindings().get(0).id());
    assertThatThrownBy(() -> nested.hi(1)).isInstanceOf(DetachedException.class);
    assertThat(hellos).hasValue(0);
    call.leave();
  }

  @Test
  void a_call_of_an_unguarded_npi_gives_the_dispatch_itself() {
    Npi<Store, Void> raw = Npi.of("io.nmr.test.nesting.raw", Store.class).unguarded();
    registrar.registerProvider(raw, offer -> BindingContext.of(new Provider()));
    registrar.registerClient(
        raw,
        offer -> {
          dispatch.set(offer.attach(BindingContext.<Void>of(null)));
          ofClient.set(offer.guard());
        });
    Guard.Call call = ofClient.get().enter();
    assertThat(call.nested(dispatch.get()).hi(1)).isEqualTo("hi 1");
    call.leave();
  }
}
