package io.nmr.itest.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.Deregistration;
import io.nmr.DetachCause;
import io.nmr.DetachedException;
import io.nmr.NoInterfaceException;
import io.nmr.Side;
import io.nmr.itest.Doing;
import io.nmr.itest.Gate;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R12 and R16–R18: who is asked to detach, when, and what a deregistration is meanwhile. */
class DetachConformanceIT extends Conformance {
  private static final String[] TAKEN_APART = {
    "client:detach", "provider:detach", "client:cleanup", "provider:cleanup"
  };

  private Provider provider;
  private Client client;

  private void attach() {
    provider.open();
    client.open();
    osgi.outside.forgetEvents();
  }

  private Party<?, ?> leaving(String side) {
    return side.equals("client") ? client : provider;
  }

  @Override
  protected void begin() {
    provider = provider("provider");
    client = client("client");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "provider"})
  void R12_a_deregistration_ends_the_offers(String side) {
    attach();

    leaving(side).deregister();

    osgi.outside.forgetEvents();
    provider("newcomer").open();
    client("late").open();
    assertThat(events())
        .contains("late:offered newcomer")
        .doesNotContain(
            side.equals("client") ? "client:offered newcomer" : "late:offered provider");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "provider"})
  void R12_whoever_deregisters_the_clients_detach_returns_before_the_providers_is_called(
      String side) throws Exception {
    attach();
    Gate detaching = osgi.outside.holdAt("client:detach");

    Doing deregistering = Doing.run("deregister", leaving(side)::deregister);

    detaching.awaitInside();
    assertThat(events()).containsExactly("client:detach");
    detaching.leave();
    deregistering.await();
    awaitEvent("provider:cleanup");
    assertThat(events()).containsExactly(TAKEN_APART);
    assertThat(client.binding().detachCause())
        .isEqualTo(provider.binding().detachCause())
        .contains(DetachCause.valueOf(side.toUpperCase(Locale.ROOT) + "_DEREGISTERED"));
  }

  @Test
  void R12_the_provider_is_asked_when_the_clients_detach_has_returned_though_it_is_pending() {
    client.detaching(this::stage);
    attach();

    client.deregister();

    assertThat(events()).containsExactly("client:detach", "provider:detach");
  }

  @Test
  void R12_all_bindings_are_asked_before_any_is_waited_for() throws Exception {
    attach();
    Client other = client("other").open();
    Call inClient = client.calling("x").isInside();
    Gate detaching = osgi.outside.holdAt("other:detach");

    Doing closing = Doing.run("close", provider.registration()::close);

    detaching.awaitInside();
    awaitEvent("client:detach");
    assertThat(closing.isDone()).isFalse();
    detaching.leave();
    awaitEvent("other:cleanup");
    assertThat(closing.isDone()).isFalse();
    inClient.leave();
    closing.await();
    assertThat(other.binding().peerDetached().toCompletableFuture()).isCompleted();
  }

  /** What a provider needs for those who call it stays until its view tells that none can. */
  @Test
  void R12_a_provider_serves_until_its_view_says_that_the_client_can_call_no_more()
      throws Exception {
    CompletableFuture<?> clientsStage = stage();
    client.detaching(() -> clientsStage);
    attach();
    Call call = client.calling("x").isInside();

    provider.deregister();

    CompletableFuture<Void> view = provider.binding().peerDetached().toCompletableFuture();
    assertThat(client.call("y")).as("the client's stage has not completed").isNotNull();
    clientsStage.complete(null);
    assertThatThrownBy(() -> client.call("z")).isInstanceOf(DetachedException.class);
    assertThat(view).as("a call is inside").isNotDone();
    call.leave();
    view.get(20, TimeUnit.SECONDS);
  }

  @Test
  void R12_a_client_serves_until_its_view_says_that_the_provider_can_call_no_more()
      throws Exception {
    CompletableFuture<?> providersStage = stage();
    provider.detaching(() -> providersStage);
    attach();
    Call call = provider.calling("x").isInside();

    client.deregister();

    CompletableFuture<Void> view = client.binding().peerDetached().toCompletableFuture();
    assertThat(provider.call("y")).as("the provider's stage has not completed").isNotNull();
    providersStage.complete(null);
    assertThatThrownBy(() -> provider.call("z")).isInstanceOf(DetachedException.class);
    assertThat(view).as("a call is inside").isNotDone();
    call.leave();
    view.get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "provider"})
  void R16_deregister_does_not_wait_for_a_call_and_is_pending_until_all_is_over(String side)
      throws Exception {
    attach();
    Call call = client.calling("x").isInside();

    Deregistration deregistration = leaving(side).deregister();

    assertThat(deregistration.isPending()).isTrue();
    assertThat(leaving(side).deregister()).as("it is idempotent").isSameAs(deregistration);
    call.leave();
    awaitEnd(deregistration);
    assertThat(events()).contains(TAKEN_APART);
    assertThat(deregistration.blockers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "provider"})
  void R16_it_is_not_pending_only_if_all_was_over_when_it_returned(String side) {
    CompletableFuture<?> stage = stage();
    client.detaching(() -> stage);
    attach();

    Deregistration pending = leaving(side).deregister();
    boolean wasPending = pending.isPending();

    assertThat(events()).doesNotContain("client:cleanup", "provider:cleanup");
    assertThat(wasPending).isTrue();
    stage.complete(null);
    awaitEnd(pending);
    assertThat(events()).containsExactly(TAKEN_APART);
    assertThat(module("lonely").client().open().deregister().isPending()).isFalse();
  }

  /** The pair is held where the event says while one of the two deregisters. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "client client:offered provider",
        "provider client:offered provider",
        "client provider:asked by client",
        "provider provider:asked by client",
        "client client:attached to provider",
        "provider client:attached to provider"
      })
  void R17_a_deregistration_that_meets_a_binding_still_attaching_waits_and_then_detaches_it(
      String scene) throws Exception {
    String side = scene.substring(0, scene.indexOf(' '));
    Gate attaching = osgi.outside.holdAt(scene.substring(side.length() + 1));
    (side.equals("client") ? client : provider).open();
    Doing registering =
        Doing.begin("register", side.equals("client") ? provider::open : client::open);
    attaching.awaitInside();
    osgi.outside.forgetEvents();

    Deregistration deregistration = leaving(side).deregister();

    assertThat(deregistration.isPending()).isTrue();
    assertThat(events()).isEmpty();
    attaching.leave();
    registering.await();
    deregistration.await();
    assertThat(events()).containsSubsequence(TAKEN_APART);
    for (String event : TAKEN_APART) {
      assertThat(osgi.outside.count(event)).as(event).isEqualTo(1);
    }
    assertThat(runtime().bindings()).isEmpty();
  }

  @Test
  void R17_a_binding_that_is_declined_in_the_end_is_not_detached() throws Exception {
    provider.attaching(
        offer -> {
          throw new NoInterfaceException("no");
        });
    provider.open();
    Gate attaching = osgi.outside.holdAt("provider:asked by client");
    Doing registering = Doing.begin("register", client::open);
    attaching.awaitInside();

    Deregistration deregistration = provider.deregister();

    assertThat(deregistration.isPending()).isTrue();
    attaching.leave();
    registering.await();
    deregistration.await();
    assertThat(events()).doesNotContain(TAKEN_APART);
    assertThat(runtime().declines()).extracting(each -> each.by()).containsExactly(Side.PROVIDER);
  }

  /** The second deregistration comes while the first is in the client's or provider's detach. */
  @ParameterizedTest
  @ValueSource(strings = {"client:detach", "provider:detach", "client:cleanup"})
  void R18_both_sides_deregistering_at_once_detach_once_and_both_complete(String amid)
      throws Exception {
    attach();
    Gate gate = osgi.outside.holdAt(amid);
    Doing first = Doing.run("close provider", provider.registration()::close);
    gate.awaitInside();

    Deregistration second = client.deregister();

    assertThat(second.isPending()).isTrue();
    gate.leave();
    first.await();
    second.await();
    assertThat(events()).containsExactly(TAKEN_APART);
  }

  @Test
  void R18_with_a_call_inside_both_wait_for_it() throws Exception {
    attach();
    Call call = provider.calling("x").isInside();

    Deregistration first = client.deregister();
    Deregistration second = provider.deregister();

    assertThat(first.isPending()).isTrue();
    assertThat(second.isPending()).isTrue();
    call.leave();
    first.await();
    second.await();
    assertThat(events()).containsSubsequence(TAKEN_APART).doesNotHaveDuplicates();
  }
}
