package io.nmr.impl.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.BindingContext;
import io.nmr.Registration;
import io.nmr.Side;
import io.nmr.util.NoProviderException;
import io.nmr.util.ProviderSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
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
}
