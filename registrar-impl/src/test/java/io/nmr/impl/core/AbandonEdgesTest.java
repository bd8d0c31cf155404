package io.nmr.impl.core;

import static io.nmr.impl.core.TestClient.aClient;
import static io.nmr.impl.core.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.AbandonedException;
import io.nmr.Deregistration;
import io.nmr.DetachedException;
import io.nmr.NoInterfaceException;
import io.nmr.local.LocalRegistrar;
import io.nmr.runtime.EventDTO;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** H5 at the edges: very early, and who is told of it. */
@Timeout(30)
class AbandonEdgesTest {
  private final LocalRegistrar registrar = new LocalRegistrar();
  private final Trace trace = new Trace();
  private final HeldCall held = new HeldCall();
  private final TestProvider provider = aProvider(trace);
  private final TestClient client = aClient(trace);

  private void attach() {
    provider.registeredWith(registrar);
    client.registeredWith(registrar);
    trace.clear();
  }

  private void abandon() {
    registrar.runtime().abandon(client.binding().id());
  }

  @AfterEach
  void leave() {
    held.leave();
  }

  @Test
  void H5_a_pair_may_be_abandoned_before_anyone_is_asked_to_detach() throws Exception {
    provider.answering(held::hold);
    attach();
    CompletableFuture<Duration> took = new CompletableFuture<>();
    registrar
        .runtime()
        .listen(
            event -> {
              if (event.kind() == EventDTO.Kind.DETACHED) {
                took.complete(event.duration().orElseThrow());
              }
            });
    held.by("caller", () -> client.call("x"));
    // Between the two steps of deregister(): the pair is bound still, its calls are only marked.
    ((CoreRegistration) provider.registration).beginDeregister();
    abandon();
    assertThat(registrar.runtime().abandoned().get(0).leftBehind())
        .anySatisfy(line -> assertThat(line).contains("caller"));
    assertThatThrownBy(() -> client.call("x")).isInstanceOf(DetachedException.class);
    trace.await("client detach");
    assertThat(trace.ending("cleanup")).isEmpty();
    held.leaveAndReturn();
    trace.await("client cleanup");
    assertThat(took.get(20, TimeUnit.SECONDS)).isPositive().isLessThan(Duration.ofMinutes(1));
    client.deregister().await();
    assertThat(trace.ending("detach")).containsExactly("client detach");
    assertThat(trace.ending("cleanup")).containsExactly("client cleanup");
  }

  @Test
  void H5_the_side_that_stays_hears_at_once_that_its_peer_can_call_no_more() throws Exception {
    CompletableFuture<Void> late = new CompletableFuture<>();
    client.detaching(() -> late);
    attach();
    CompletableFuture<Void> told = client.binding().peerDetached().toCompletableFuture();
    provider.detaching(CompletableFuture::new).deregister();
    assertThat(told).isNotDone();
    abandon();
    told.get(20, TimeUnit.SECONDS);
    assertThat(trace.ending("cleanup")).as("its own stage is not complete yet").isEmpty();
    late.complete(null);
    trace.await("client cleanup");
  }

  @Test
  void H5_who_asked_for_the_completion_before_is_told_that_it_was_abandoned() {
    client.detaching(CompletableFuture::new);
    attach();
    Deregistration deregistration = provider.deregister();
    CompletableFuture<Void> completion = deregistration.completion().toCompletableFuture();
    abandon();
    assertThatThrownBy(() -> completion.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(AbandonedException.class);
  }

  @Test
  void H5_nothing_is_left_where_a_provider_declines_after_the_abandon() throws Exception {
    client.registeredWith(registrar);
    provider.attaching(
        offer -> {
          held.hold();
          throw new NoInterfaceException("no");
        });
    held.by("registering", () -> provider.registeredWith(registrar));
    Deregistration leaving = client.deregister();
    abandon();
    assertThat(leaving.isPending()).isFalse();
    held.leaveAndReturn();
    provider.deregister().await();
    assertThat(registrar.runtime().bindings()).isEmpty();
    assertThat(trace.ending("cleanup")).isEmpty();
  }

  @Test
  void H5_who_stays_in_a_pair_that_was_abandoned_while_bound_hears_that_too() throws Exception {
    client.detaching(CompletableFuture::new);
    attach();
    client.call("x"); // from here on calls only mark
    CompletableFuture<Void> told = client.binding().peerDetached().toCompletableFuture();
    ((CoreRegistration) provider.registration).beginDeregister();
    abandon();
    told.get(20, TimeUnit.SECONDS);
    assertThat(trace.ending("cleanup")).as("its own stage is not complete").isEmpty();
  }

  @Test
  void H5_to_abandon_once_more_changes_nothing() {
    client.detaching(CompletableFuture::new);
    attach();
    provider.deregister();
    abandon();
    abandon();
    assertThat(registrar.runtime().abandoned()).hasSize(1);
    assertThat(registrar.runtime().counts().abandoned()).isEqualTo(1);
    assertThat(registrar.runtime().bindings()).hasSize(1);
  }
}
