package io.nmr.itest.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.AbandonedException;
import io.nmr.Deregistration;
import io.nmr.DetachCause;
import io.nmr.DetachedException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H5 as both sides of a binding see it; deadlines and what is recorded: see {@code HoldIT}. */
class AbandonConformanceIT extends Conformance {
  private Provider provider;
  private Client client;

  @Override
  protected void begin() {
    provider = provider("provider");
    client = client("client");
  }

  private Party<?, ?> party(String side) {
    return side.equals("client") ? client : provider;
  }

  private void assertAbandoned(Deregistration deregistration) {
    assertThatThrownBy(deregistration::await).isInstanceOf(AbandonedException.class);
    assertThat(deregistration.completion().toCompletableFuture()).isCompletedExceptionally();
    assertThat(client.binding().detachCause()).contains(DetachCause.ABANDONED);
    assertThatThrownBy(() -> client.call("y")).isInstanceOf(DetachedException.class);
    assertThatThrownBy(() -> provider.call("y")).isInstanceOf(DetachedException.class);
  }

  /** The side that leaves never completes its stage in time; the other is clean at once. */
  @ParameterizedTest
  @ValueSource(strings = {"client", "provider"})
  void H5_a_stage_that_completes_after_the_abandon_changes_nothing(String leaver) throws Exception {
    String stayer = leaver.equals("client") ? "provider" : "client";
    CompletableFuture<?> stage = stage();
    party(leaver).detaching(() -> stage);
    provider.open();
    client.open();
    Deregistration deregistration = party(leaver).deregister();

    runtime().abandon(client.binding().id());

    assertAbandoned(deregistration);
    awaitEvent(stayer + ":cleanup");
    stage.complete(null);
    assertThat(party(stayer).deregister().isPending()).isFalse();
    assertThat(osgi.outside.count(stayer + ":cleanup")).isEqualTo(1);
    assertThat(events()).doesNotContain(leaver + ":cleanup");
    assertThat(runtime().bindings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "provider"})
  void H5_the_side_that_stays_is_cleaned_up_when_the_abandoned_call_ends(String leaver)
      throws Exception {
    String stayer = leaver.equals("client") ? "provider" : "client";
    provider.open();
    client.open();
    Call call = client.calling("x").isInside();
    Deregistration deregistration = party(leaver).deregister();

    runtime().abandon(client.binding().id());

    assertAbandoned(deregistration);
    assertThat(events()).doesNotContain("client:cleanup", "provider:cleanup");
    call.leave();
    awaitEvent(stayer + ":cleanup");
    assertThat(events()).doesNotContain(leaver + ":cleanup");
  }
}
