package io.nmr.itest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.Deregistration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R20: callbacks that throw and stages that fail. */
class FailureConformanceIT extends Conformance {
  private Provider provider;
  private Client client;

  @Override
  protected void begin() {
    provider = provider("provider");
    client = client("client");
  }

  private void attach() {
    provider.open();
    client.open();
  }

  private static void fail(String how) {
    if (how.equals("error")) {
      throw new NoClassDefFoundError("its own fault");
    }
    throw new IllegalStateException("its own fault");
  }

  private Party<?, ?> party(String side) {
    return side.equals("client") ? client : provider;
  }

  private void assertTakenApartAndTold(String culprit, long failures) {
    assertThat(events())
        .containsSubsequence(
            "client:detach", "provider:detach", "client:cleanup", "provider:cleanup");
    assertThat(log())
        .filteredOn(line -> line.startsWith("warn"))
        .singleElement()
        .asString()
        .contains(culprit, "binding " + client.binding().id(), "its own fault");
    assertThat(runtime().counts().failedCallbacks()).isEqualTo(failures);
    assertThat(runtime().bindings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "client, exception",
    "client, error",
    "provider, exception",
    "provider, error",
  })
  void R20_a_detach_that_throws_is_logged_and_taken_as_done(String side, String how)
      throws Exception {
    party(side).onDetach(() -> fail(how));
    attach();

    client.deregister().await();

    assertTakenApartAndTold(side, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "client, exception",
    "client, error",
    "provider, exception",
    "provider, error",
  })
  void R20_a_cleanup_that_throws_is_logged_and_taken_as_done(String side, String how)
      throws Exception {
    party(side).onCleanup(() -> fail(how));
    attach();

    client.deregister().await();

    assertTakenApartAndTold(side, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "provider"})
  void R20_a_stage_that_fails_is_logged_and_taken_as_done(String side) throws Exception {
    CompletableFuture<?> stage = stage();
    party(side).detaching(() -> stage);
    attach();
    Deregistration deregistration = client.deregister();

    stage.completeExceptionally(new NoClassDefFoundError("its own fault"));

    deregistration.await();
    assertTakenApartAndTold(side, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "provider"})
  void R20_no_stage_at_all_is_taken_as_done_too(String side) throws Exception {
    party(side).detaching(() -> null);
    attach();

    client.deregister().await();

    assertThat(events()).containsSubsequence("client:cleanup", "provider:cleanup");
  }

  @Test
  void R20_an_offer_that_fails_leaves_the_next_its_turn() {
    client("failing").beforeAttach(offer -> fail("error")).open();
    client.open();

    provider.open();

    assertThat(client.call("x")).isEqualTo("provider did x");
    assertThat(log()).anyMatch(line -> line.startsWith("warn") && line.contains("failing"));
    assertThat(runtime().counts().failedCallbacks()).isEqualTo(1);
  }

  @Test
  void R20_one_binding_that_fails_leaves_the_others_theirs() throws Exception {
    client("failing").onDetach(() -> fail("error")).onCleanup(() -> fail("exception")).open();
    attach();

    provider.deregister().await();

    assertThat(events()).contains("failing:cleanup", "client:detach", "client:cleanup");
    assertThat(osgi.outside.count("provider:cleanup")).isEqualTo(2);
    assertThat(runtime().counts().failedCallbacks()).isEqualTo(2);
  }
}
