package io.nmr.itest.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.Deregistration;
import io.nmr.DetachedException;
import io.nmr.itest.Doing;
import io.nmr.itest.Gate;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R13–R15: when the guards close, when a side has detached, and what follows. */
class RunDownConformanceIT extends Conformance {
  private final CompletableFuture<?> clientsStage = stage();
  private final CompletableFuture<?> providersStage = stage();
  private Provider provider;
  private Client client;

  @Override
  protected void begin() {
    provider = provider("provider").open();
    client = client("client").open();
  }

  private void assertRefused(Party<?, ?> caller) {
    long before = events().size();
    assertThatThrownBy(() -> caller.call("refused"))
        .isInstanceOfSatisfying(
            DetachedException.class,
            refused -> assertThat(refused.binding().id()).isEqualTo(caller.binding().id()));
    assertThat(events()).as("no code of the callee has run").hasSize((int) before);
  }

  private void assertServed(Party<?, ?> caller) {
    assertThat(caller.call("served")).contains("served");
  }

  @Test
  void R13_by_default_the_clients_guard_closes_when_its_detach_returns() throws Exception {
    Gate detaching = osgi.outside.holdAt("client:detach");
    Gate next = osgi.outside.holdAt("provider:detach");
    Doing deregistering = Doing.run("deregister", provider::deregister);

    detaching.awaitInside();
    assertServed(client);
    detaching.leave();
    next.awaitInside();
    assertRefused(client);
    next.leave();
    deregistering.await();
  }

  @Test
  void R13_the_clients_guard_closes_when_its_stage_has_completed() {
    client.detaching(() -> clientsStage);
    provider.detaching(() -> providersStage);

    client.deregister();

    assertServed(client);
    clientsStage.complete(null);
    assertRefused(client);
  }

  @Test
  void R13_the_providers_guard_closes_when_its_stage_has_completed() {
    client.detaching(() -> clientsStage);
    provider.detaching(() -> providersStage);

    client.deregister();

    assertServed(provider);
    providersStage.complete(null);
    assertRefused(provider);
  }

  @Test
  void R13_the_providers_guard_stays_open_on_any_thread_while_a_client_call_is_in_progress()
      throws Exception {
    client.detaching(() -> clientsStage);
    Call call = client.calling("x").isInside();

    provider.deregister();

    assertServed(provider);
    assertThat(elsewhere(() -> provider.call("y"))).isEqualTo("client knows y");
    call.leave();
    assertRefused(provider);
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "provider"})
  void R13_a_thread_that_is_inside_may_nest_further_calls_and_no_other_may(String side)
      throws Exception {
    boolean isClients = side.equals("client");
    Party<?, ?> caller = isClients ? client : provider;
    Party<?, ?> callee = isClients ? provider : client;
    // The call, once let go in its callee, calls back, and from in there calls once more.
    String inside = isClients ? "provider:work x" : "client:tell x";
    String insideBack = isClients ? "client:tell y" : "provider:work y";
    osgi.outside.on(inside, () -> assertThat(callee.call("y")).contains("y"));
    osgi.outside.on(insideBack, () -> assertServed(caller));
    Call call = caller.calling("x").isInside();

    client.deregister();

    if (isClients) {
      assertRefused(client);
    }
    assertThat(call.leave()).asString().contains("x");
    assertThat(events()).containsSubsequence("client:detach", insideBack);
    assertThat(osgi.outside.count(isClients ? "provider:worked served" : "client:told served"))
        .isEqualTo(1);
  }

  /** Of a side's stage and its last call either may be over first. */
  @ParameterizedTest
  @CsvSource({"client, stage", "client, call", "provider, stage", "provider, call"})
  void R14_a_side_has_detached_when_its_stage_is_complete_and_no_call_of_its_is_in_progress(
      String side, String first) throws Exception {
    boolean isClients = side.equals("client");
    CompletableFuture<?> stage = isClients ? clientsStage : providersStage;
    Party<?, ?> party = isClients ? client : provider;
    party.detaching(() -> stage);
    Call call = party.calling("x").isInside();
    Deregistration deregistration = provider.deregister();

    if (first.equals("stage")) {
      stage.complete(null);
      assertHeld(deregistration);
      call.leave();
    } else {
      call.leave();
      assertHeld(deregistration);
      stage.complete(null);
    }

    deregistration.await();
    assertThat(events()).containsSubsequence("client:cleanup", "provider:cleanup");
  }

  private void assertHeld(Deregistration deregistration) {
    assertThat(deregistration.isPending()).isTrue();
    assertThat(deregistration.blockers()).hasSize(1);
    assertThat(events()).doesNotContain("client:cleanup", "provider:cleanup");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "provider"})
  void R14_one_sides_detach_may_be_pending_while_the_others_completes(String late)
      throws Exception {
    client.detaching(() -> clientsStage);
    provider.detaching(() -> providersStage);
    Deregistration deregistration = client.deregister();
    boolean isClientLate = late.equals("client");

    (isClientLate ? providersStage : clientsStage).complete(null);

    assertHeld(deregistration);
    assertThat(deregistration.blockers().get(0).side()).hasToString(late);
    (isClientLate ? clientsStage : providersStage).complete(null);
    deregistration.await();
    assertThat(osgi.outside.count("client:cleanup")).isEqualTo(1);
    assertThat(osgi.outside.count("provider:cleanup")).isEqualTo(1);
  }

  @Test
  void R15_the_clients_cleanup_returns_before_the_providers_is_called() throws Exception {
    Gate cleaning = osgi.outside.holdAt("client:cleanup");
    Doing deregistering = Doing.run("deregister", provider::deregister);

    cleaning.awaitInside();

    assertThat(events()).contains("provider:detach").doesNotContain("provider:cleanup");
    cleaning.leave();
    deregistering.await();
    awaitEvent("provider:cleanup");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "provider"})
  void R15_cleanup_waits_for_the_last_call_in_either_direction_and_is_not_on_its_thread(String side)
      throws Exception {
    Party<?, ?> caller = side.equals("client") ? client : provider;
    Call first = caller.calling("x").isInside();
    Call last = caller.calling("y").isInside();

    Deregistration deregistration = client.deregister();

    first.leave();
    assertHeld(deregistration);
    last.leave();
    deregistration.await();
    for (String cleanup : new String[] {"client:cleanup", "provider:cleanup"}) {
      assertThat(osgi.outside.threadAt(cleanup)).isNotIn(first.thread(), last.thread());
      assertThat(osgi.outside.count(cleanup)).isEqualTo(1);
    }
  }

  @Test
  void R15_cleanup_is_never_on_a_thread_that_completes_a_stage() throws Exception {
    client.detaching(() -> clientsStage);
    provider.detaching(() -> providersStage);
    Deregistration deregistration = client.deregister();
    clientsStage.complete(null);

    Doing completing = Doing.run("complete", () -> providersStage.complete(null));

    completing.await();
    deregistration.await();
    assertThat(osgi.outside.threadAt("client:cleanup")).isNotSameAs(completing.thread());
    assertThat(osgi.outside.threadAt("provider:cleanup")).isNotSameAs(completing.thread());
  }

  /** A stage that is completed once more, amid the cleanup and after it, changes nothing. */
  @Test
  void R15_a_completion_that_comes_late_meets_a_cleanup_that_is_done_once() throws Exception {
    client.detaching(() -> clientsStage);
    Gate cleaning = osgi.outside.holdAt("client:cleanup");
    Deregistration deregistration = client.deregister();

    clientsStage.complete(null);
    cleaning.awaitInside();
    clientsStage.completeExceptionally(new IllegalStateException("late"));
    clientsStage.obtrudeException(new IllegalStateException("later still"));
    cleaning.leave();

    deregistration.await();
    assertThat(osgi.outside.count("client:cleanup")).isEqualTo(1);
    assertThat(osgi.outside.count("provider:cleanup")).isEqualTo(1);
    assertThat(runtime().counts().failedCallbacks()).isZero();
  }

  @Test
  void R15_in_a_hold_the_callbacks_run_on_a_thread_of_the_registrar_while_the_stop_waits()
      throws Exception {
    Doing stop = client.module().stopping();

    stop.await();

    for (String event :
        new String[] {"client:detach", "provider:detach", "client:cleanup", "provider:cleanup"}) {
      assertThat(osgi.outside.threadAt(event)).as(event).isNotNull().isNotSameAs(stop.thread());
    }
  }
}
