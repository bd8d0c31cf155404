package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.Deregistration;
import io.nmr.DetachCause;
import io.nmr.DetachedException;
import io.nmr.Guard;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderOffer;
import io.nmr.Side;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.LogCapture;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalRegistrar;
import io.nmr.runtime.DeclineEntry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R6 to R8: the handshake that attaches. */
@Timeout(30)
class AttachRulesTest {
  private final LocalRegistrar registrar = new LocalRegistrar();

  private final Trace trace = new Trace();

  private DeclineEntry onlyDecline() {
    assertThat(registrar.runtime().declines()).hasSize(1);
    return registrar.runtime().declines().get(0);
  }

  @Test
  void R6_a_client_declines_by_throwing_and_the_provider_is_not_asked() {
    aProvider(trace).registeredWith(registrar);
    aClient(trace)
        .beforeAttach(
            offer -> {
              throw new NoInterfaceException("version 2 is wanted");
            })
        .registeredWith(registrar);
    assertThat(trace.lines()).containsExactly("client is offered provider");
    assertThat(onlyDecline().by()).isEqualTo(Side.CLIENT);
    assertThat(onlyDecline().reason()).isEqualTo("version 2 is wanted");
    assertThat(registrar.runtime().bindings()).isEmpty();
  }

  @Test
  void R6_a_client_declines_by_returning_without_attaching() {
    aProvider(trace).registeredWith(registrar);
    registrar.registerClient(TestModule.NPI, offer -> trace.add("not wanted"));
    assertThat(trace.lines()).containsExactly("not wanted");
    assertThat(onlyDecline().by()).isEqualTo(Side.CLIENT);
    assertThat(registrar.runtime().bindings()).isEmpty();
  }

  @Test
  void R7_attach_asks_the_provider_on_the_same_thread_and_returns_its_dispatch() {
    List<Thread> threads = new ArrayList<>();
    aProvider(trace)
        .answering(what -> "done " + what)
        .attaching(offer -> threads.add(Thread.currentThread()))
        .registeredWith(registrar);
    TestClient client = aClient(trace).beforeAttach(offer -> threads.add(Thread.currentThread()));
    Background.elsewhere(() -> client.registeredWith(registrar));
    assertThat(threads).hasSize(2).containsOnly(threads.get(0));
    assertThat(client.call("it")).isEqualTo("done it");
  }

  @Test
  void R7_attach_throws_the_providers_reason() {
    aProvider(trace)
        .attaching(
            offer -> {
              throw new NoInterfaceException("I am full");
            })
        .registeredWith(registrar);
    List<Throwable> thrown = new ArrayList<>();
    registerCatching(thrown);
    assertThat(thrown).hasSize(1);
    assertThat(thrown.get(0)).isInstanceOf(NoInterfaceException.class).hasMessage("I am full");
    assertThat(onlyDecline().by()).isEqualTo(Side.PROVIDER);
    assertThat(onlyDecline().reason()).isEqualTo("I am full");
  }

  @ParameterizedTest
  @ValueSource(classes = {IllegalArgumentException.class, AssertionError.class, LinkageError.class})
  void R7_anything_else_that_a_provider_throws_declines_too_and_is_logged(Class<?> type)
      throws Exception {
    Throwable failure = (Throwable) type.getConstructor().newInstance();
    aProvider(trace).attaching(offer -> throwIt(failure)).registeredWith(registrar);
    List<Throwable> thrown = new ArrayList<>();
    try (LogCapture log = new LogCapture()) {
      registerCatching(thrown);
      assertThat(log.thrown()).containsExactly(failure);
    }
    assertThat(thrown).hasSize(1);
    assertThat(thrown.get(0)).isInstanceOf(NoInterfaceException.class).hasCause(failure);
    assertThat(trace.ending("detach")).isEmpty();
  }

  private TestClient registerCatching(List<Throwable> thrown) {
    TestClient client = aClient(trace);
    client.registration =
        registrar.registerClient(
            TestModule.NPI,
            offer -> thrown.add(catchThrowable(() -> client.attachProvider(offer))));
    return client;
  }

  @SuppressWarnings("unchecked")
  private static <X extends Throwable> void throwIt(Throwable thrown) throws X {
    throw (X) thrown;
  }

  @Test
  void R7_a_provider_that_declines_after_it_has_let_a_call_out_holds_the_client() throws Exception {
    // A thread of the provider is inside the client when attachClient throws.
    HeldCall callback = new HeldCall();
    TestProvider provider = aProvider(trace);
    provider.attaching(
        offer -> {
          callback.by("provider's thread", () -> offer.dispatch().tell("x"));
          throw new NoInterfaceException("on second thoughts");
        });
    provider.registeredWith(registrar);
    TestClient client = aClient(trace).answering(callback::hold).registeredWith(registrar);

    assertThatThrownBy(() -> provider.call("y")).isInstanceOf(DetachedException.class);
    Deregistration deregistration = client.deregister();
    assertThat(deregistration.isPending()).isTrue();
    assertThat(deregistration.blockers()).hasSize(1);
    Blocker blocker = deregistration.blockers().get(0);
    assertThat(blocker.reason()).isEqualTo(Blocker.Reason.CALL);
    assertThat(blocker.side()).isEqualTo(Side.PROVIDER);
    assertThat(blocker.thread()).contains("provider's thread");
    assertThat(callback.leaveAndReturn()).isEqualTo("x");
    deregistration.await();
    assertThat(trace.ending("detach")).isEmpty();
    assertThat(trace.ending("cleanup")).isEmpty();
  }

  @Test
  void R8_a_second_attach_is_an_illegal_state() {
    aProvider(trace).registeredWith(registrar);
    List<Throwable> thrown = new ArrayList<>();
    aClient(trace)
        .afterAttach(
            offer ->
                thrown.add(catchThrowable(() -> offer.attach(BindingContext.of(what -> what)))))
        .registeredWith(registrar);
    assertThat(thrown).hasSize(1);
    assertThat(thrown.get(0)).isInstanceOf(IllegalStateException.class);
    assertThat(trace.ending("asked by client")).hasSize(1);
    assertThat(registrar.runtime().bindings()).hasSize(1);
  }

  @Test
  void R8_a_second_attach_after_a_declined_one_is_an_illegal_state() {
    aProvider(trace)
        .attaching(
            offer -> {
              throw new NoInterfaceException("no");
            })
        .registeredWith(registrar);
    List<Throwable> thrown = new ArrayList<>();
    aClient(trace)
        .beforeAttach(
            offer -> {
              thrown.add(catchThrowable(() -> offer.attach(BindingContext.of(what -> what))));
              thrown.add(catchThrowable(() -> offer.attach(BindingContext.of(what -> what))));
            })
        .registeredWith(registrar);
    assertThat(thrown.get(0)).isInstanceOf(NoInterfaceException.class);
    assertThat(thrown.get(1)).isInstanceOf(IllegalStateException.class);
    assertThat(trace.ending("asked by client")).hasSize(1);
  }

  @Test
  void R8_attach_after_the_callback_is_an_illegal_state() {
    aProvider(trace).registeredWith(registrar);
    List<ProviderOffer<TestModule.Work, TestModule.Tell>> kept = new ArrayList<>();
    registrar.registerClient(TestModule.NPI, kept::add);
    assertThatThrownBy(() -> kept.get(0).attach(BindingContext.of(what -> what)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(trace.lines()).isEmpty();
  }

  @Test
  void R8_attach_on_another_thread_is_an_illegal_state() {
    aProvider(trace).registeredWith(registrar);
    List<Throwable> thrown = new ArrayList<>();
    aClient(trace)
        .beforeAttach(
            offer ->
                thrown.add(
                    catchThrowable(
                        () ->
                            Background.elsewhere(
                                () -> offer.attach(BindingContext.of(what -> what))))))
        .registeredWith(registrar);
    assertThat(thrown.get(0)).isInstanceOf(IllegalStateException.class);
    assertThat(trace.ending("asked by client")).as("its own attach still works").hasSize(1);
  }

  @Test
  void R8_a_context_whose_attach_threw_is_never_called_again() throws Exception {
    TestProvider provider =
        aProvider(trace)
            .attaching(
                offer -> {
                  throw new NoInterfaceException("no");
                })
            .registeredWith(registrar);
    TestClient client = aClient(trace).registeredWith(registrar);
    client.deregister().await();
    provider.deregister().await();
    assertThat(trace.lines())
        .containsExactly("client is offered provider", "provider is asked by client");
  }

  /** R9 to R11: what follows an attach, and what follows a decline. */
  @Nested
  class OnceAttached {
    private final LocalRegistrar registrar = new LocalRegistrar();

    private final Trace trace = new Trace();

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void throwIt(Throwable thrown) throws X {
      throw (X) thrown;
    }

    @ParameterizedTest
    @ValueSource(
        classes = {IllegalArgumentException.class, AssertionError.class, StackOverflowError.class})
    void R9_a_client_that_throws_after_its_attach_leaves_no_half_binding(Class<?> type)
        throws Exception {
      Throwable failure = (Throwable) type.getConstructor().newInstance();
      List<DetachCause> causes = new ArrayList<>();
      TestProvider provider = aProvider(trace);
      provider.onDetach(() -> causes.add(provider.binding().detachCause().orElseThrow()));
      provider.registeredWith(registrar);
      TestClient client = aClient(trace).afterAttach(offer -> throwIt(failure));
      client.registeredWith(registrar);
      trace.await("provider cleanup");
      assertThat(trace.lines())
          .containsExactly(
              "client is offered provider",
              "provider is asked by client",
              "client detach",
              "provider detach",
              "client cleanup",
              "provider cleanup");
      assertThat(causes).containsExactly(DetachCause.ATTACH_FAILED);
      assertThat(registrar.runtime().counts().attached()).isEqualTo(1);
      assertThat(registrar.runtime().counts().failedCallbacks()).isEqualTo(1);
      assertThatThrownBy(() -> client.call("x")).isInstanceOf(DetachedException.class);
    }

    @Test
    void R9_declining_after_the_attach_takes_it_apart_too() throws Exception {
      aProvider(trace).registeredWith(registrar);
      aClient(trace)
          .afterAttach(
              offer -> {
                throw new NoInterfaceException("changed my mind");
              })
          .registeredWith(registrar);
      trace.await("provider cleanup");
      assertThat(trace.ending("detach")).containsExactly("client detach", "provider detach");
    }

    @Test
    void R10_the_provider_calls_the_client_from_inside_attachClient_on_any_thread() {
      List<String> answers = new ArrayList<>();
      aProvider(trace)
          .attaching(
              offer -> {
                answers.add(offer.dispatch().tell("same thread"));
                answers.add(Background.elsewhere(() -> offer.dispatch().tell("other thread")));
              })
          .registeredWith(registrar);
      aClient(trace).answering(what -> "told on the " + what).registeredWith(registrar);
      assertThat(answers).containsExactly("told on the same thread", "told on the other thread");
    }

    @Test
    void R10_the_provider_enters_its_guard_by_hand_and_is_counted_as_the_provider() {
      List<Guard> guards = new ArrayList<>();
      aProvider(trace).attaching(offer -> guards.add(offer.guard())).registeredWith(registrar);
      aClient(trace).registeredWith(registrar);
      Guard.Call call = guards.get(0).enter();
      assertThat(registrar.runtime().bindings().get(0).providerCalls()).isEqualTo(1);
      call.leave();
      assertThat(registrar.runtime().bindings().get(0).providerCalls()).isZero();
    }

    @Test
    void R10_the_client_calls_from_the_return_of_attach_on() {
      List<String> answers = new ArrayList<>();
      aProvider(trace).answering(what -> "did " + what).registeredWith(registrar);
      TestClient client = aClient(trace);
      client
          .afterAttach(
              offer -> {
                answers.add(client.call("it"));
                answers.add(Background.elsewhere(() -> client.call("it too")));
              })
          .registeredWith(registrar);
      assertThat(answers).containsExactly("did it", "did it too");
    }

    @Test
    void R11_a_declined_pair_is_offered_again_only_to_a_new_registration() throws Exception {
      aProvider(trace).registeredWith(registrar);
      TestClient client =
          aClient(trace)
              .beforeAttach(
                  offer -> {
                    throw new NoInterfaceException("no");
                  })
              .registeredWith(registrar);
      aProvider(trace).named("second").registeredWith(registrar);
      aClient(trace).named("other").registeredWith(registrar);
      assertThat(trace.lines()).filteredOn("client is offered provider"::equals).hasSize(1);

      client.deregister().await();
      client.registeredWith(registrar);
      assertThat(trace.lines()).filteredOn("client is offered provider"::equals).hasSize(2);
    }
  }
}
