package io.nmr.itest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.itest.Doing;
import io.nmr.itest.Gate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R23: whatever a callback or a call waits for, others get on with the registrar meanwhile. */
class LockConformanceIT extends Conformance {
  /** Comes to all callbacks and to calls in both directions. */
  private void runThroughAll(Client client, Provider provider) throws Exception {
    client.open();
    provider.open();
    client.call("x");
    provider.call("x");
    client.deregister().await();
    provider.deregister().await();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client:offered provider",
        "provider:asked by client",
        "client:attached to provider",
        "provider:work x",
        "client:tell x",
        "client:detach",
        "provider:detach",
        "client:cleanup",
        "provider:cleanup"
      })
  void R23_no_lock_is_held_during_a_callback_or_a_call(String inside) throws Exception {
    Client bystander = client("bystander").ofOnly("other").open();
    Client client = client("client").ofOnly("provider");
    Gate gate = osgi.outside.holdAt(inside);
    Doing run = Doing.run("run through all", () -> runThroughAll(client, provider("provider")));
    gate.awaitInside();

    elsewhere(
        () -> {
          Provider other = provider("other").open();
          assertThat(bystander.call("y")).isEqualTo("other did y");
          other.registration().close();
          client("another").ofOnly("none").open().registration().close();
          runtime().npis();
          runtime().registrations();
          assertThat(runtime().bindings()).isNotEmpty();
          runtime().pending();
          other.module().bundle().stop();
          return runtime().declines();
        });

    assertThat(run.isDone()).as("it is still inside").isFalse();
    gate.leave();
    run.await();
    assertThat(events()).contains("provider:cleanup", "other:cleanup");
  }
}
