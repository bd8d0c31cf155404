package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.BindingContext;
import io.nmr.Blocker.Reason;
import io.nmr.Deregistration;
import io.nmr.DetachCause;
import io.nmr.NoInterfaceException;
import io.nmr.Side;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalRegistrar;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** R12 and R16 to R18: who is asked to detach, in which order, and what deregister waits for. */
@Timeout(30)
class DetachRulesTest {
  private final LocalRegistrar registrar = new LocalRegistrar();

  private final Trace trace = new Trace();

  private final TestProvider provider = aProvider(trace);

  private final TestClient client = aClient(trace);

  private void attach() {
    provider.registeredWith(registrar);
    client.registeredWith(registrar);
    trace.clear();
  }

  private TestModule<?> module(Side side) {
    return side == Side.CLIENT ? client : provider;
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R12_the_client_is_asked_to_detach_first_whoever_deregisters(Side leaving) throws Exception {
    attach();
    module(leaving).deregister().await();
    assertThat(trace.lines())
        .containsExactly("client detach", "provider detach", "client cleanup", "provider cleanup");
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R12_each_is_asked_once_however_often_is_deregistered(Side leaving) throws Exception {
    attach();
    Deregistration first = module(leaving).deregister();
    assertThat(module(leaving).deregister()).isSameAs(first);
    module(leaving).registration.close();
    module(leaving.peer()).deregister().await();
    assertThat(trace.ending("detach")).containsExactly("client detach", "provider detach");
    assertThat(trace.ending("cleanup")).containsExactly("client cleanup", "provider cleanup");
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R12_the_provider_is_asked_when_the_clients_detach_has_returned(Side leaving) {
    // The client is held inside its detach: the provider cannot have been asked until it leaves.
    HeldCall detach = new HeldCall();
    client.onDetach(detach::hold);
    attach();
    detach.by("deregistering", () -> module(leaving).deregister());
    assertThat(trace.lines()).containsExactly("client detach");
    detach.leaveAndReturn();
    assertThat(trace.lines()).startsWith("client detach", "provider detach");
  }

  @Test
  void R12_a_pending_stage_of_the_client_does_not_hold_back_the_providers_detach()
      throws Exception {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    client.detaching(() -> stage);
    attach();
    Deregistration deregistration = provider.deregister();
    assertThat(trace.lines()).containsExactly("client detach", "provider detach");
    assertThat(deregistration.isPending()).isTrue();
    stage.complete(null);
    deregistration.await();
  }

  @Test
  void R12_all_bindings_are_asked_before_any_is_waited_for() throws Exception {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    provider.registeredWith(registrar);
    for (String name : List.of("a", "b", "c")) {
      aClient(trace).named(name).detaching(() -> stage).registeredWith(registrar);
    }
    Deregistration deregistration = provider.deregister();
    assertThat(trace.ending("detach"))
        .containsExactlyInAnyOrder(
            "a detach",
            "b detach",
            "c detach",
            "provider detach",
            "provider detach",
            "provider detach");
    assertThat(trace.ending("cleanup")).isEmpty();
    assertThat(deregistration.blockers()).hasSize(3);
    stage.complete(null);
    deregistration.await();
  }

  @Test
  void R12_a_cleanup_that_blocks_keeps_no_other_binding_from_being_asked() throws Exception {
    // The first client's binding is over at once, and its cleanup is held.
    HeldCall cleanup = new HeldCall();
    aClient(trace).named("first").onCleanup(cleanup::hold).registeredWith(registrar);
    aClient(trace).named("second").registeredWith(registrar);
    provider.registeredWith(registrar);
    cleanup.by("deregistering", provider::deregister);
    assertThat(trace.lines()).contains("first detach", "second detach");
    cleanup.leaveAndReturn();
    provider.deregister().await();
  }

  @Test
  void R12_each_side_sees_why() throws Exception {
    List<DetachCause> causes = new ArrayList<>();
    client.onDetach(() -> causes.add(client.binding().detachCause().orElseThrow()));
    provider.onDetach(() -> causes.add(provider.binding().detachCause().orElseThrow()));
    attach();
    assertThat(client.binding().detachCause()).isEmpty();
    provider.deregister().await();
    assertThat(causes)
        .containsExactly(DetachCause.PROVIDER_DEREGISTERED, DetachCause.PROVIDER_DEREGISTERED);
    client.registeredWith(registrar);
    provider.registeredWith(registrar);
    client.deregister().await();
    assertThat(causes).endsWith(DetachCause.CLIENT_DEREGISTERED, DetachCause.CLIENT_DEREGISTERED);
  }

  @Test
  void R16_deregister_does_not_wait_for_calls() throws Exception {
    HeldCall call = new HeldCall();
    provider.answering(call::hold);
    attach();
    call.by("caller", () -> client.call("x"));
    Deregistration deregistration = client.deregister();
    assertThat(deregistration.isPending()).isTrue();
    assertThat(deregistration.completion().toCompletableFuture()).isNotDone();
    assertThat(call.leaveAndReturn()).isEqualTo("x");
    deregistration.await();
    assertThat(deregistration.isPending()).isFalse();
    assertThat(deregistration.completion().toCompletableFuture()).isCompleted();
    assertThat(deregistration.blockers()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R16_it_is_not_pending_if_all_was_over_when_it_returned(Side leaving) {
    attach();
    Deregistration deregistration = module(leaving).deregister();
    assertThat(deregistration.isPending()).isFalse();
    assertThat(trace.ending("cleanup")).containsExactly("client cleanup", "provider cleanup");
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R17_a_binding_that_is_attaching_elsewhere_is_detached_when_that_has_ended(Side leaving)
      throws Exception {
    // The other side registers; the client is held after its attach, still inside its callback.
    HeldCall attaching = new HeldCall();
    client.afterAttach(offer -> attaching.hold());
    if (leaving == Side.PROVIDER) {
      provider.registeredWith(registrar);
      attaching.by("registering", () -> client.registeredWith(registrar));
    } else {
      client.registeredWith(registrar);
      attaching.by("registering", () -> provider.registeredWith(registrar));
    }
    Deregistration deregistration = module(leaving).deregister();
    assertThat(deregistration.isPending()).isTrue();
    assertThat(deregistration.blockers()).hasSize(1);
    assertThat(deregistration.blockers().get(0).reason()).isEqualTo(Reason.ATTACHING);
    assertThat(deregistration.blockers().get(0).thread()).contains("registering");
    assertThat(trace.ending("detach")).isEmpty();
    attaching.leaveAndReturn();
    deregistration.await();
    assertThat(trace.lines())
        .containsSubsequence(
            "client detach", "provider detach", "client cleanup", "provider cleanup");
    assertThat(trace.ending("detach")).hasSize(2);
    assertThat(client.binding().detachCause())
        .contains(
            leaving == Side.CLIENT
                ? DetachCause.CLIENT_DEREGISTERED
                : DetachCause.PROVIDER_DEREGISTERED);
  }

  @Test
  void R17_a_binding_whose_attach_has_not_begun_leaves_nothing_behind() throws Exception {
    // The provider deregisters while the client is held in its callback before it attaches.
    provider.registeredWith(registrar);
    HeldCall attaching = new HeldCall();
    client.beforeAttach(offer -> attaching.hold());
    attaching.by("registering", () -> client.registeredWith(registrar));
    Deregistration deregistration = provider.deregister();
    assertThat(deregistration.isPending()).isTrue();
    attaching.leaveAndReturn();
    deregistration.await();
    assertThat(registrar.runtime().bindings()).isEmpty();
    assertThat(trace.ending("client detach")).hasSameSizeAs(trace.ending("client cleanup"));
    assertThat(trace.ending("provider detach")).hasSameSizeAs(trace.ending("asked by client"));
    assertThat(trace.ending("provider cleanup")).hasSameSizeAs(trace.ending("asked by client"));
  }

  @Test
  void R17_a_binding_that_declines_in_the_end_is_not_detached() throws Exception {
    provider.registeredWith(registrar);
    HeldCall attaching = new HeldCall();
    client.beforeAttach(
        offer -> {
          attaching.hold();
          throw new NoInterfaceException("no");
        });
    attaching.by("registering", () -> client.registeredWith(registrar));
    Deregistration deregistration = provider.deregister();
    assertThat(deregistration.isPending()).isTrue();
    attaching.leaveAndReturn();
    deregistration.await();
    assertThat(trace.lines()).containsExactly("client is offered provider");
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R18_the_other_side_deregisters_while_the_client_is_inside_its_detach(Side first)
      throws Exception {
    // The first is held inside the client's detach; the second deregisters meanwhile.
    HeldCall detach = new HeldCall();
    client.onDetach(detach::hold);
    attach();
    detach.by("first", () -> module(first).deregister());
    Deregistration second = Background.elsewhere(() -> module(first.peer()).deregister());
    assertThat(second.isPending()).isTrue();
    detach.leaveAndReturn();
    second.await();
    module(first).deregister().await();
    assertThat(trace.lines())
        .containsExactly("client detach", "provider detach", "client cleanup", "provider cleanup");
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R18_both_complete_after_the_binding_is_gone(Side first) throws Exception {
    // The client's cleanup is held: neither can be complete before it has left.
    HeldCall cleanup = new HeldCall();
    client.onCleanup(cleanup::hold);
    attach();
    cleanup.by("first", () -> module(first).deregister());
    Deregistration one = Background.elsewhere(() -> module(first).deregister());
    Deregistration other = Background.elsewhere(() -> module(first.peer()).deregister());
    assertThat(one.isPending()).isTrue();
    assertThat(other.isPending()).isTrue();
    assertThat(other.blockers().get(0).reason()).isEqualTo(Reason.CLEANING_UP);
    cleanup.leave();
    one.await();
    other.await();
    assertThat(trace.ending("cleanup")).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R18_each_is_asked_once_where_the_other_side_deregisters_later(Side first) throws Exception {
    // A call is held inside, so the binding is still detaching when the second side deregisters.
    HeldCall call = new HeldCall();
    provider.answering(call::hold);
    attach();
    call.by("caller", () -> client.call("x"));
    Deregistration one = module(first).deregister();
    Deregistration other = module(first.peer()).deregister();
    assertThat(trace.ending("detach")).containsExactly("client detach", "provider detach");
    call.leaveAndReturn();
    one.await();
    other.await();
    assertThat(trace.ending("detach")).hasSize(2);
  }

  @Test
  void R18_both_at_once_detach_once() throws Exception {
    // A barrier lets both go at once; which is first differs from round to round.
    for (int round = 0; round < 300; round++) {
      attach();
      CyclicBarrier start = new CyclicBarrier(2);
      Background<Void> other =
          Background.run(
              "client",
              () -> {
                start.await();
                client.deregister().await();
              });
      start.await();
      provider.deregister().await();
      other.get();
      assertThat(trace.lines())
          .containsExactly(
              "client detach", "provider detach", "client cleanup", "provider cleanup");
    }
  }

  /** R12: a view that was asked for early is complete as soon as that is due, and in any case. */
  @Nested
  class PeerDetached {
    private final LocalRegistrar registrar = new LocalRegistrar();

    private final Trace trace = new Trace();

    private final TestProvider provider = aProvider(trace);

    private final TestClient client = aClient(trace);

    private final List<CompletableFuture<Void>> views = new ArrayList<>();

    private void view(TestModule<?> module) {
      views.add(module.binding().peerDetached().toCompletableFuture());
    }

    @Test
    void R12_a_provider_that_is_asked_to_detach_knows_that_its_client_can_call_no_more()
        throws Exception {
      List<Boolean> seen = new ArrayList<>();
      provider
          .onDetach(() -> views.forEach(view -> seen.add(view.isDone())))
          .registeredWith(registrar);
      client.registeredWith(registrar);
      view(provider);
      view(provider);
      client.deregister().await();
      assertThat(seen).containsExactly(true, true);
    }

    @Test
    void R12_a_client_that_declines_is_told() throws Exception {
      client
          .beforeAttach(
              offer -> {
                view(client);
                throw new NoInterfaceException("no");
              })
          .registeredWith(registrar);
      provider.registeredWith(registrar);
      for (CompletableFuture<Void> view : views) {
        view.get(20, TimeUnit.SECONDS);
      }
      assertThat(views).hasSize(1);
    }

    @Test
    void R12_either_side_of_a_pair_that_the_provider_declines_is_told() throws Exception {
      client.beforeAttach(offer -> view(client)).registeredWith(registrar);
      provider
          .attaching(
              offer -> {
                view(provider);
                throw new NoInterfaceException("no");
              })
          .registeredWith(registrar);
      for (CompletableFuture<Void> view : views) {
        view.get(20, TimeUnit.SECONDS);
      }
      assertThat(views).hasSize(2);
    }

    @Test
    void R12_a_client_whose_provider_has_declined_is_told_while_it_is_still_asked() {
      provider
          .attaching(
              offer -> {
                throw new NoInterfaceException("no");
              })
          .registeredWith(registrar);
      registrar.registerClient(
          TestModule.NPI,
          offer -> {
            CompletableFuture<Void> view = offer.binding().peerDetached().toCompletableFuture();
            try {
              offer.attach(BindingContext.of(what -> what));
            } finally {
              view.orTimeout(20, TimeUnit.SECONDS).join();
              trace.add("told");
            }
          });
      assertThat(trace.ending("told")).hasSize(1);
    }

    @Test
    void R12_a_view_that_was_asked_for_in_the_offer_is_kept_while_the_pair_is_bound()
        throws Exception {
      client.beforeAttach(offer -> view(client)).registeredWith(registrar);
      provider.attaching(offer -> view(provider)).registeredWith(registrar);
      assertThat(views).hasSize(2).noneMatch(CompletableFuture::isDone);
      provider.deregister().await();
      for (CompletableFuture<Void> view : views) {
        view.get(20, TimeUnit.SECONDS);
      }
    }
  }
}
