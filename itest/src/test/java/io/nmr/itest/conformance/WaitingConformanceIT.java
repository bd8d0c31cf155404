package io.nmr.itest.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nmr.Deregistration;
import io.nmr.NoInterfaceException;
import io.nmr.itest.Doing;
import io.nmr.itest.Held;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R19: what may be done, and what not be waited for, from inside. */
class WaitingConformanceIT extends Conformance {
  private final AtomicReference<Throwable> thrown = new AtomicReference<>();
  private final AtomicReference<Deregistration> deregistration = new AtomicReference<>();
  private Provider provider;
  private Client client;

  @Override
  protected void begin() {
    provider = provider("provider");
    client = client("client");
  }

  /** Comes to all callbacks and to calls in both directions. */
  private void runThroughAll() throws Exception {
    client.open(); // first, so that the provider's registering makes the pair
    provider.open();
    client.call("x");
    provider.call("x");
    client.deregister().await();
  }

  private void assertRefused(String... names) {
    assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
    assertThat(thrown.get()).hasMessageContainingAll(names);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client:offered provider",
        "provider:asked by client",
        "provider:work x",
        "client:tell x",
        "client:detach",
        "provider:detach",
        "client:cleanup",
        "provider:cleanup"
      })
  void R19_registering_and_deregistering_from_inside_is_fine(String inside) throws Exception {
    ModuleBundle other = module("other");
    osgi.outside.on(
        inside,
        () -> {
          Client second = other.client().open();
          deregistration.set(second.deregister());
          second.open();
        });

    runThroughAll();

    awaitEnd(deregistration.get());
    assertThat(events()).contains(inside);
    assertThat(runtime().registrations())
        .extracting(each -> each.module())
        .containsExactly("provider", "other");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "provider:asked by client",
        "provider:work x",
        "client:tell x",
        "client:detach",
        "provider:detach",
        "client:cleanup",
        "provider:cleanup"
      })
  void R19_waiting_for_the_call_or_callback_that_this_thread_is_inside_is_refused_at_once(
      String inside) throws Exception {
    // For the provider, whose registration is known by then except in its first callback.
    provider.open();
    osgi.outside.on(
        inside,
        () -> {
          Deregistration begun = provider.deregister();
          assertThat(begun.isPending()).isTrue();
          deregistration.set(begun);
          thrown.set(catchThrowable(begun::await));
        });
    client.open();
    if (!deregistrationHasBegun()) {
      client.call("x");
    }
    if (!deregistrationHasBegun()) {
      provider.call("x");
    }
    if (!deregistrationHasBegun()) {
      client.deregister();
      awaitEvent(inside);
    }

    deregistration.get().await();
    assertRefused("client", "provider");
  }

  private boolean deregistrationHasBegun() {
    return deregistration.get() != null;
  }

  @Test
  void R19_closing_from_inside_a_call_is_refused_and_says_what_it_would_wait_for() {
    provider.open();
    client.open();
    osgi.outside.on(
        "provider:work x", () -> thrown.set(catchThrowable(client.registration()::close)));

    // Elsewhere: a close that is not refused never returns, and nothing ends it.
    assertThat(elsewhere(() -> client.call("x"))).isEqualTo("provider did x");

    assertRefused("client", "provider");
    awaitEnd(client.deregister());
  }

  @Test
  void R19_a_call_through_another_binding_is_no_way_round_it() throws Exception {
    // client -> middle -> provider, where the middle's client side closes its own provider side
    ModuleBundle middle = module("middle");
    Provider upper = middle.provider().open();
    client.open();
    provider.open();
    Client lower =
        middle
            .client()
            .beforeAttach(
                offer -> {
                  if (offer.isSelf()) {
                    throw new NoInterfaceException("it is me");
                  }
                })
            .open();
    osgi.outside.on("middle:work x", () -> lower.call("y"));
    osgi.outside.on(
        "provider:work y", () -> thrown.set(catchThrowable(upper.registration()::close)));

    // Elsewhere, for the same reason.
    assertThat(elsewhere(() -> client.peers.get(0).work("x"))).isEqualTo("middle did x");

    assertRefused("client", "middle");
    upper.deregister().await();
  }

  /** Two threads, each inside a call into one provider, close the other one. */
  @Test
  void R19_the_wait_that_would_close_a_cycle_is_refused_and_the_other_goes_on() throws Exception {
    provider.open();
    Provider other = provider("other").open();
    client.open();
    osgi.outside.on("provider:work x", other.registration()::close);
    osgi.outside.on(
        "other:work y", () -> thrown.set(catchThrowable(provider.registration()::close)));
    Call first = client.calling(0, "x").isInside();
    Call second = client.calling(1, "y").isInside();

    Doing one = Doing.begin("leave first", first::leave);
    Held.awaitUntil(() -> Held.isInRegistrar(first.thread()));
    second.leave();

    one.await();
    assertRefused("call y by client", "provider");
    provider.deregister().await();
  }

  @Test
  void R19_a_timed_wait_answers_whether_it_is_complete() throws Exception {
    provider.open();
    client.open();
    Call call = client.calling("x").isInside();

    assertThat(client.deregister().await(Duration.ofMillis(20))).isFalse();

    call.leave();
    assertThat(client.deregister().await(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void R19_an_interrupt_ends_await_but_not_close() throws Exception {
    provider.open();
    client.open();
    Call call = client.calling("x").isInside();
    Doing awaiting = Doing.begin("await", () -> catchThrowable(client.deregister()::await));
    Doing closing =
        Doing.begin(
            "close",
            () -> {
              client.registration().close();
              return Thread.currentThread().isInterrupted();
            });
    Held.awaitInRegistrar(awaiting);
    Held.awaitInRegistrar(closing);

    awaiting.thread().interrupt();
    closing.thread().interrupt();

    assertThat(awaiting.await()).isInstanceOf(InterruptedException.class);
    Held.awaitInRegistrar(closing);
    call.leave();
    assertThat(closing.await()).as("the interrupt is kept").isEqualTo(true);
  }
}
