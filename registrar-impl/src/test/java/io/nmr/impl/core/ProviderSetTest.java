package io.nmr.impl.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.Deregistration;
import io.nmr.DetachedException;
import io.nmr.Registration;
import io.nmr.Side;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.RefusingRegistrar;
import io.nmr.impl.fixtures.Stores;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.util.NoProviderException;
import io.nmr.util.ProviderSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;

/** Which providers a set has, and in which order. */
class ProviderSetTest extends Stores {
  private static List<String> names(ProviderSet<Store> set) {
    return set.providers().stream().map(store -> store.get("key")).toList();
  }

  @Test
  void the_best_comes_first_then_the_one_attached_first() {
    aStore("middle", 5);
    ProviderSet<Store> set = ProviderSet.open(registrar, STORE);
    aStore("low", -1);
    aStore("high", 10);
    aStore("middle too", 5);
    registrar.registerProvider(STORE, offer -> BindingContext.of(anonymous()));
    assertThat(names(set)).containsExactly("high", "middle", "middle too", "no priority", "low");
    assertThat(get(set)).isEqualTo("high");
  }

  private static Store anonymous() {
    return new Store() {
      @Override
      public String get(String key) {
        return "no priority";
      }

      @Override
      public CompletionStage<String> later(String key) {
        throw new AssertionError("not to be called");
      }
    };
  }

  @Test
  void a_filter_chooses_and_the_rest_is_declined() throws Exception {
    Filter filter = FrameworkUtil.createFilter("(&(name=a*)(priority>=2))");
    aStore("a1", 1);
    aStore("a2", 2);
    aStore("b", 3);
    ProviderSet<Store> set = ProviderSet.open(registrar, STORE, filter);
    assertThat(names(set)).containsExactly("a2");
    assertThat(registrar.runtime().declines())
        .hasSize(2)
        .allSatisfy(
            it -> {
              assertThat(it.by()).isEqualTo(Side.CLIENT);
              assertThat(it.reason()).contains(filter.toString());
            });
  }

  @Test
  void a_set_without_a_provider_says_so() {
    ProviderSet<Store> set = ProviderSet.open(registrar, STORE);
    assertThat(set.isEmpty()).isTrue();
    assertThatThrownBy(() -> get(set))
        .isInstanceOfSatisfying(
            NoProviderException.class, it -> assertThat(it.npi()).isEqualTo(STORE));
  }

  @Test
  void a_provider_that_goes_leaves_the_set() throws Exception {
    Registration best = aStore("best", 2);
    aStore("next", 1);
    ProviderSet<Store> set = ProviderSet.open(registrar, STORE);
    assertThat(names(set)).containsExactly("best", "next");
    best.deregister().await();
    assertThat(names(set)).containsExactly("next");
    assertThat(get(set)).isEqualTo("next");
  }

  @Test
  void close_waits_for_the_calls() {
    aStore("only", 1);
    ProviderSet<Store> set = ProviderSet.open(registrar, STORE);
    held.by("caller", () -> set.call(store -> store.get("held")));
    Background<Void> closing = Background.run("closing", set::close).awaitBlocked();
    assertThat(closing.isDone()).isFalse();
    assertThat(held.leaveAndReturn()).isEqualTo("only");
    closing.get();
  }

  @Test
  void a_two_way_set_makes_a_context_for_each_provider() throws Exception {
    Trace trace = new Trace();
    TestProvider first = TestProvider.aProvider(trace).registeredWith(registrar);
    TestProvider second = TestProvider.aProvider(trace).registeredWith(registrar);
    TestClient maker = TestClient.aClient(trace);
    Filter any = FrameworkUtil.createFilter("(!(name=none))");
    List<TestModule.Tell> made = new ArrayList<>();
    ProviderSet<TestModule.Work> set =
        ProviderSet.open(
            registrar,
            TestModule.NPI,
            any,
            () -> {
              TestModule.Tell tell = what -> what + made.size();
              made.add(tell);
              return maker.new Context<TestModule.Tell>(tell);
            });
    assertThat(made).hasSize(2);
    assertThat(first.call("told ")).isEqualTo("told 2");
    assertThat(set.providers()).hasSize(2);
    second.deregister().await();
    assertThat(trace.lines()).contains("client detach", "client cleanup");
    set.close();
    assertThat(trace.ending("client cleanup")).hasSize(2);
  }

  /** What the call of a set does, when an entry is refused and when not. */
  @Nested
  class Calls {
    @Test
    void an_entry_that_is_refused_goes_on_with_a_fresh_list() {
      // The best deregisters when it has been chosen and not yet entered; a better one comes.
      Registration best = aStore("best", 2);
      aStore("worst", 0);
      List<String> entered = new ArrayList<>();
      RefusingRegistrar refusing =
          new RefusingRegistrar(
              registrar,
              offer -> {
                if (entered.isEmpty()) {
                  entered.add("best");
                  best.deregister();
                  aStore("fresh", 1);
                }
              });
      ProviderSet<Store> set = ProviderSet.open(refusing, STORE);
      List<Store> given = new ArrayList<>();
      String answer =
          set.call(
              store -> {
                given.add(store);
                return store.get("key");
              });
      assertThat(answer).isEqualTo("fresh");
      assertThat(given).as("nothing has run when the entry was refused").hasSize(1);
      assertThat(registrar.runtime().counts().refused()).isEqualTo(1);
    }

    @Test
    void no_provider_is_left_when_a_fresh_list_has_none_untried() {
      Registration only = aStore("only", 2);
      ProviderSet<Store> set =
          ProviderSet.open(new RefusingRegistrar(registrar, offer -> only.deregister()), STORE);
      assertThatThrownBy(() -> get(set)).isInstanceOf(NoProviderException.class);
    }

    @Test
    void a_set_that_is_itself_deregistering_answers_detached() {
      aStore("any", 1);
      ProviderSet<Store> set = ProviderSet.open(registrar, STORE);
      set.close();
      assertThatThrownBy(() -> get(set)).isInstanceOf(DetachedException.class);
      assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void a_set_whose_entry_is_refused_by_its_own_deregistration_answers_detached() {
      // The set deregisters when a provider has been chosen and not yet entered.
      aStore("any", 1);
      aStore("other", 1);
      List<ProviderSet<Store>> sets = new ArrayList<>();
      sets.add(
          ProviderSet.open(
              new RefusingRegistrar(
                  registrar, offer -> Background.run("x", sets.get(0)::close).get()),
              STORE));
      assertThatThrownBy(() -> get(sets.get(0))).isInstanceOf(DetachedException.class);
    }

    @Test
    void a_refusal_from_another_binding_goes_to_the_caller() {
      aStore("best", 2);
      aStore("next", 1);
      ProviderSet<Store> set = ProviderSet.open(registrar, STORE);
      DetachedException other = new DetachedException(null, "of another set");
      List<Store> given = new ArrayList<>();
      assertThatThrownBy(
              () ->
                  set.call(
                      store -> {
                        given.add(store);
                        throw other;
                      }))
          .isSameAs(other);
      assertThat(given).hasSize(1);
    }

    @Test
    void call_enters_once_around_the_whole_function() throws Exception {
      // The provider deregisters between two calls of one function.
      Registration only = aStore("only", 1);
      ProviderSet<Store> set = ProviderSet.open(registrar, STORE);
      List<Deregistration> deregistrations = new ArrayList<>();
      String answer =
          set.call(
              store -> {
                String first = store.get("key");
                deregistrations.add(only.deregister());
                assertThat(deregistrations.get(0).isPending()).isTrue();
                return first + " " + store.get("key");
              });
      assertThat(answer).isEqualTo("only only");
      deregistrations.get(0).await();
    }

    @Test
    void call_is_in_progress_until_the_stage_that_it_returns_completes() throws Exception {
      Registration only = aStore("only", 1);
      ProviderSet<Store> set = ProviderSet.open(registrar, STORE);
      CompletableFuture<String> own = new CompletableFuture<>();
      CompletionStage<String> stage = set.call(store -> own);
      Deregistration deregistration = only.deregister();
      assertThat(deregistration.blockers().get(0).reason()).isEqualTo(Blocker.Reason.ASYNC_CALL);
      own.complete("done");
      deregistration.await();
      assertThat(stage.toCompletableFuture().join()).isEqualTo("done");
    }

    @Test
    void the_stage_that_call_returns_completes_after_the_call_has_stopped_counting()
        throws Exception {
      aStore("only", 1);
      ProviderSet<Store> set = ProviderSet.open(registrar, STORE);
      CompletableFuture<String> own = new CompletableFuture<>();
      CompletionStage<Integer> callsLeft =
          set.call(store -> own)
              .thenApply(answer -> registrar.runtime().bindings().get(0).clientCalls());
      assertThat(registrar.runtime().bindings().get(0).clientCalls()).isEqualTo(1);
      own.complete("done");
      assertThat(callsLeft.toCompletableFuture().get(20, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void what_the_function_throws_arrives_and_ends_the_call() {
      Registration only = aStore("only", 1);
      ProviderSet<Store> set = ProviderSet.open(registrar, STORE);
      IOException failure = new IOException("no");
      assertThatThrownBy(
              () ->
                  set.call(
                      store -> {
                        throw failure;
                      }))
          .isSameAs(failure);
      assertThat(only.deregister().isPending()).isFalse();
    }
  }
}
