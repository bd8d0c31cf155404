package io.nmr.impl.core;

import static io.nmr.impl.core.TestClient.aClient;
import static io.nmr.impl.core.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.DetachCause;
import io.nmr.DetachedException;
import io.nmr.Guard;
import io.nmr.NoInterfaceException;
import io.nmr.local.LocalRegistrar;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R9 to R11: what follows an attach, and what follows a decline. */
@Timeout(30)
class AttachedRulesTest {
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
