package io.nmr.impl.guard;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nmr.Blocker;
import io.nmr.Blocker.Reason;
import io.nmr.Deregistration;
import io.nmr.DetachedException;
import io.nmr.Side;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** R12's views and R13 to R15: when the guards close, and when cleanup comes. */
@Timeout(30)
class RunDownRulesTest {
  private final LocalRegistrar registrar = new LocalRegistrar();
  private final Trace trace = new Trace();
  private final TestProvider provider = aProvider(trace);
  private final TestClient client = aClient(trace);
  private final HeldCall held = new HeldCall();

  private void attach() {
    provider.registeredWith(registrar);
    client.registeredWith(registrar);
    trace.clear();
  }

  private TestModule<?> module(Side side) {
    return side == Side.CLIENT ? client : provider;
  }

  /** A call of that side into its peer that is held there. */
  private void attachAndHoldACallOf(Side caller) {
    module(caller.peer()).answering(held::hold);
    attach();
    held.by("caller", () -> caller == Side.CLIENT ? client.call("x") : provider.call("x"));
  }

  private static boolean isComplete(TestModule<?> view) {
    return view.binding().peerDetached().toCompletableFuture().isDone();
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R12_a_called_side_sees_its_peer_detached_when_the_last_call_has_left(Side caller)
      throws Exception {
    attachAndHoldACallOf(caller);
    Deregistration deregistration = provider.deregister();
    assertThat(isComplete(module(caller.peer()))).isFalse();
    held.leaveAndReturn();
    deregistration.await();
    assertThat(isComplete(module(caller.peer()))).isTrue();
    assertThat(isComplete(module(caller))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R12_a_pending_stage_keeps_the_peer_able_to_call(Side pending) throws Exception {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    module(pending).detaching(() -> stage);
    attach();
    Deregistration deregistration = provider.deregister();
    assertThat(isComplete(module(pending.peer()))).isFalse();
    stage.complete(null);
    deregistration.await();
    assertThat(isComplete(module(pending.peer()))).isTrue();
  }

  @Test
  void R12_the_provider_serves_until_its_view_completes_and_not_a_call_longer() throws Exception {
    // The stage is completed by this thread, so the view may not complete before it.
    CompletableFuture<Void> stage = new CompletableFuture<>();
    client.detaching(() -> stage);
    attach();
    Deregistration deregistration = provider.deregister();
    provider.binding().peerDetached().thenRun(() -> trace.add("provider ends its service"));
    assertThat(client.call("still served")).isEqualTo("still served");
    stage.complete(null);
    deregistration.await();
    assertThat(trace.lines())
        .containsSubsequence("provider detach", "provider ends its service", "client cleanup");
  }

  @Test
  void R13_the_clients_guard_closes_when_its_detach_returns_before_any_code_of_the_callee() {
    List<DetachedException> refused = new ArrayList<>();
    provider.answering(
        what -> {
          trace.add("called " + what);
          return what;
        });
    provider.onDetach(
        () ->
            refused.add(catchThrowableOfType(DetachedException.class, () -> client.call("late"))));
    client.onDetach(() -> client.call("inside detach"));
    attach();
    provider.deregister();
    assertThat(refused).hasSize(1).doesNotContainNull();
    assertThat(refused.get(0).binding().id()).isEqualTo(client.binding().id());
    assertThat(trace.lines()).contains("called inside detach").doesNotContain("called late");
    assertThatThrownBy(() -> client.call("later")).isInstanceOf(DetachedException.class);
    assertThat(trace.lines()).doesNotContain("called later");
  }

  @Test
  void R13_the_clients_guard_stays_open_until_its_stage_completes() throws Exception {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    client.detaching(() -> stage);
    attach();
    Deregistration deregistration = provider.deregister();
    assertThat(client.call("unfinished work")).isEqualTo("unfinished work");
    stage.complete(null);
    deregistration.await();
    assertThatThrownBy(() -> client.call("new work")).isInstanceOf(DetachedException.class);
  }

  @Test
  void R13_the_providers_guard_stays_open_until_its_stage_completes() throws Exception {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    provider.detaching(() -> stage);
    attach();
    Deregistration deregistration = client.deregister();
    assertThat(provider.call("result")).isEqualTo("result");
    stage.complete(null);
    deregistration.await();
    assertThatThrownBy(() -> provider.call("more")).isInstanceOf(DetachedException.class);
  }

  @Test
  void R13_the_provider_calls_back_on_any_thread_while_a_client_call_is_in_progress()
      throws Exception {
    // Both have detached; the client's call is held inside the provider.
    attachAndHoldACallOf(Side.CLIENT);
    Deregistration deregistration = client.deregister();
    assertThat(trace.lines()).containsExactly("client detach", "provider detach");
    String answer = Background.elsewhere(() -> provider.call("progress"));
    assertThat(answer).isEqualTo("progress");
    held.leaveAndReturn();
    deregistration.await();
    assertThatThrownBy(() -> provider.call("more")).isInstanceOf(DetachedException.class);
  }

  @Test
  void R13_a_thread_that_is_inside_a_call_nests_further_ones() throws Exception {
    // The client's guard is closed when its thread, inside the provider, calls back and on again.
    client.answering(what -> what.isEmpty() ? "" : client.call(what.substring(1)));
    provider.answering(
        what -> {
          if (what.length() == 4) {
            held.hold();
          }
          return what.isEmpty() ? "" : "." + provider.call(what);
        });
    attach();
    held.by("caller", () -> client.call("deep"));
    Deregistration deregistration = client.deregister();
    assertThatThrownBy(() -> client.call("deep")).isInstanceOf(DetachedException.class);
    assertThat(held.leaveAndReturn()).isEqualTo("....");
    deregistration.await();
  }

  @Test
  void R13_a_thread_inside_a_call_back_nests_calls_through_the_guard_that_has_closed()
      throws Exception {
    client.answering(what -> client.call(held.hold(what)));
    attach();
    held.by("caller", () -> provider.call("back"));
    Deregistration deregistration = client.deregister();
    assertThatThrownBy(() -> client.call("other thread")).isInstanceOf(DetachedException.class);
    assertThat(held.leaveAndReturn()).isEqualTo("back");
    deregistration.await();
  }

  @Test
  void R13_only_the_thread_that_is_inside_may_nest() {
    attachAndHoldACallOf(Side.CLIENT);
    client.deregister();
    assertThatThrownBy(() -> client.call("other thread")).isInstanceOf(DetachedException.class);
    held.leave();
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R14_a_side_has_detached_when_its_stage_is_complete_and_its_calls_have_left(Side side)
      throws Exception {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    module(side).detaching(() -> stage);
    attachAndHoldACallOf(side);
    Deregistration deregistration = provider.deregister();
    assertThat(reasonsOf(side, deregistration)).contains(Reason.DETACH_PENDING);
    stage.complete(null);
    assertThat(reasonsOf(side, deregistration)).containsExactly(Reason.CALL);
    assertThat(deregistration.isPending()).isTrue();
    assertThat(trace.ending("cleanup")).isEmpty();
    held.leaveAndReturn();
    deregistration.await();
  }

  private static List<Reason> reasonsOf(Side side, Deregistration deregistration) {
    return deregistration.blockers().stream()
        .filter(blocker -> blocker.side() == side)
        .map(Blocker::reason)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R15_cleanup_waits_for_the_last_call_in_either_direction(Side caller) throws Exception {
    attachAndHoldACallOf(caller);
    Deregistration deregistration = provider.deregister();
    assertThat(trace.lines()).containsExactly("client detach", "provider detach");
    held.leaveAndReturn();
    deregistration.await();
    assertThat(trace.lines())
        .containsExactly("client detach", "provider detach", "client cleanup", "provider cleanup");
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R15_cleanup_never_runs_on_the_thread_that_leaves_the_last_call(Side caller)
      throws Exception {
    attachAndHoldACallOf(caller);
    Deregistration deregistration = provider.deregister();
    held.leaveAndReturn();
    deregistration.await();
    assertThat(client.cleanupThreads).hasSize(1).noneMatch(it -> it.getName().equals("caller"));
    assertThat(provider.cleanupThreads).hasSize(1).noneMatch(it -> it.getName().equals("caller"));
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R15_cleanup_never_runs_on_the_thread_that_completes_a_stage(Side pending) throws Exception {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    module(pending).detaching(() -> stage);
    attach();
    Deregistration deregistration = provider.deregister();
    stage.complete(null);
    deregistration.await();
    assertThat(client.cleanupThreads).hasSize(1).doesNotContain(Thread.currentThread());
    assertThat(provider.cleanupThreads).hasSize(1).doesNotContain(Thread.currentThread());
  }

  @Test
  void R15_the_providers_cleanup_waits_for_the_return_of_the_clients() throws Exception {
    client.onCleanup(held::hold);
    attach();
    held.by("deregistering", () -> client.deregister());
    assertThat(trace.ending("cleanup")).containsExactly("client cleanup");
    held.leaveAndReturn();
    client.deregister().await();
    assertThat(trace.ending("cleanup")).containsExactly("client cleanup", "provider cleanup");
  }

  @Test
  void R15_in_a_hold_detach_and_cleanup_run_on_a_thread_of_the_registrar() throws Exception {
    LocalModule own = registrar.module("own");
    provider.registeredWith(own);
    client.registeredWith(registrar);
    own.close();
    assertThat(trace.ending("cleanup")).hasSize(2);
    assertThat(client.detachThreads).doesNotContain(Thread.currentThread());
    assertThat(provider.detachThreads).doesNotContain(Thread.currentThread());
    assertThat(client.cleanupThreads).doesNotContain(Thread.currentThread());
    assertThat(provider.cleanupThreads).doesNotContain(Thread.currentThread());
  }

  @Test
  void R15_in_a_hold_a_callback_that_blocks_is_reported() throws Exception {
    // The hold's thread of the registrar is held in the client's detach; the closing one waits.
    LocalModule own = registrar.module("own");
    client.onDetach(held::hold);
    provider.registeredWith(own);
    client.registeredWith(registrar);
    Background<Void> closing = Background.run("closing", own::close);
    held.isInside();
    List<Blocker> blockers = registrar.runtime().pending().get(0).blockers();
    assertThat(blockers)
        .anyMatch(it -> it.reason() == Reason.DETACHING && it.side() == Side.CLIENT);
    assertThat(blockers.get(0).executing()).isNotEmpty();
    assertThat(registrar.runtime().pending().get(0).isHold()).isTrue();
    assertThat(closing.isDone()).isFalse();
    held.leave();
    closing.get();
  }
}
