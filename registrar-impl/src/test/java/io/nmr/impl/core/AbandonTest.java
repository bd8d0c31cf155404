package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nmr.AbandonedException;
import io.nmr.Blocker.Reason;
import io.nmr.Deregistration;
import io.nmr.DetachCause;
import io.nmr.DetachedException;
import io.nmr.Side;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.LogCapture;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import io.nmr.runtime.AbandonEntry;
import io.nmr.runtime.RuntimeEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** H5: giving up a wait, by an operator's hand or by a deadline. */
@Timeout(30)
class AbandonTest {
  private final Trace trace = new Trace();

  private final TestProvider provider = aProvider(trace);

  private final TestClient client = aClient(trace);

  private final HeldCall held = new HeldCall();

  private LocalRegistrar registrar = new LocalRegistrar();

  private TestModule<?> module(Side side) {
    return side == Side.CLIENT ? client : provider;
  }

  private void attach() {
    provider.registeredWith(registrar);
    client.registeredWith(registrar);
    trace.clear();
  }

  /** A call of that side is held inside its peer. */
  private void attachAndHoldACallOf(Side caller) {
    module(caller.peer()).answering(held::hold);
    attach();
    held.by("caller", () -> caller == Side.CLIENT ? client.call("x") : provider.call("x"));
  }

  private void abandon() {
    registrar.runtime().abandon(client.binding().id());
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void H5_an_abandoned_deregistration_completes_exceptionally(Side caller) throws Exception {
    attachAndHoldACallOf(caller);
    Deregistration deregistration = provider.deregister();
    abandon();
    AbandonedException thrown =
        catchThrowableOfType(AbandonedException.class, deregistration::await);
    assertThat(thrown.leftBehind()).hasSize(1);
    assertThat(thrown.leftBehind().get(0).reason()).isEqualTo(Reason.CALL);
    assertThat(thrown.leftBehind().get(0).thread()).contains("caller");
    assertThatThrownBy(() -> deregistration.completion().toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(AbandonedException.class);
    assertThat(deregistration.isPending()).isFalse();
    assertThat(client.binding().detachCause()).contains(DetachCause.ABANDONED);
    assertThat(provider.binding().detachCause()).contains(DetachCause.ABANDONED);
    held.leaveAndReturn();
  }

  @Test
  void H5_the_guards_close() {
    CompletableFuture<Void> never = new CompletableFuture<>();
    client.detaching(() -> never);
    provider.detaching(() -> never);
    attach();
    provider.deregister();
    assertThat(client.call("still open")).isEqualTo("still open");
    assertThat(provider.call("still open")).isEqualTo("still open");
    abandon();
    assertThatThrownBy(() -> client.call("x")).isInstanceOf(DetachedException.class);
    assertThatThrownBy(() -> provider.call("x")).isInstanceOf(DetachedException.class);
  }

  @Test
  void H5_what_was_left_behind_is_recorded() {
    attachAndHoldACallOf(Side.CLIENT);
    provider.deregister();
    abandon();
    assertThat(registrar.runtime().abandoned()).hasSize(1);
    AbandonEntry record = registrar.runtime().abandoned().get(0);
    assertThat(record.bindingId()).isEqualTo(client.binding().id());
    assertThat(record.client()).isEqualTo("client");
    assertThat(record.provider()).isEqualTo("provider");
    assertThat(record.npi()).isEqualTo(TestModule.NPI.id());
    assertThat(record.leftBehind()).hasSize(1);
    assertThat(record.leftBehind().get(0)).contains("client").contains("caller");
    assertThat(registrar.runtime().counts().abandoned()).isEqualTo(1);
    assertThat(registrar.runtime().pending()).isEmpty();
    held.leave();
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void H5_the_side_that_stays_is_cleaned_up_when_the_call_ends_and_the_other_never(Side leaving)
      throws Exception {
    // The staying side's deregistration completes after all of the binding is over.
    attachAndHoldACallOf(leaving.peer());
    module(leaving).deregister();
    abandon();
    assertThat(trace.ending("cleanup")).isEmpty();
    held.leaveAndReturn();
    trace.await(module(leaving.peer()).name + " cleanup");
    module(leaving.peer()).deregister().await();
    assertThat(trace.ending("cleanup")).containsExactly(module(leaving.peer()).name + " cleanup");
    assertThat(registrar.runtime().bindings()).isEmpty();
  }

  @Test
  void H5_one_binding_is_abandoned_and_the_others_are_still_waited_for() throws Exception {
    HeldCall other = new HeldCall();
    provider.answering(what -> what.equals("other") ? other.hold(what) : held.hold(what));
    attach();
    TestClient second = aClient(trace).named("second").registeredWith(registrar);
    held.by("caller", () -> client.call("x"));
    other.by("other caller", () -> second.call("other"));
    Deregistration deregistration = provider.deregister();
    abandon();
    assertThat(deregistration.isPending()).isTrue();
    assertThat(deregistration.blockers()).hasSize(1);
    other.leaveAndReturn();
    assertThatThrownBy(deregistration::await).isInstanceOf(AbandonedException.class);
    assertThat(second.binding().detachCause()).contains(DetachCause.PROVIDER_DEREGISTERED);
    held.leaveAndReturn();
  }

  @Test
  void H5_an_unknown_binding_or_one_that_nobody_waits_for_is_refused() {
    attach();
    assertThatThrownBy(() -> registrar.runtime().abandon(987654))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("987654");
    assertThatThrownBy(this::abandon).isInstanceOf(IllegalStateException.class);
    assertThat(client.call("still attached")).isEqualTo("still attached");
  }

  @Test
  void H5_a_callback_that_blocks_is_abandoned_too() throws Exception {
    // A hold's thread of the registrar is held inside the leaving side's detach.
    LocalModule own = registrar.module("own");
    provider.onDetach(held::hold).registeredWith(own);
    client.registeredWith(registrar);
    Background<Void> closing = Background.run("closing", own::close);
    held.isInside();
    abandon();
    closing.get();
    assertThat(registrar.runtime().abandoned()).hasSize(1);
    assertThat(registrar.runtime().abandoned().get(0).leftBehind().get(0))
        .contains("detach callback of provider");
    held.leave();
    trace.await("client cleanup");
    client.deregister().await();
    assertThat(trace.ending("cleanup")).containsExactly("client cleanup");
  }

  @Test
  void H5_a_deadline_lets_the_unload_go_on() throws Exception {
    registrar = LocalRegistrar.abandoningAfter(Duration.ofMillis(100));
    LocalModule own = registrar.module("own");
    provider.answering(held::hold).registeredWith(own);
    client.registeredWith(registrar);
    held.by("caller", () -> client.call("x"));
    try (LogCapture log = new LogCapture()) {
      Background.run("closing", own::close).get();
      assertThat(log.lines())
          .as("H4: the blockers first, then what was left behind")
          .anySatisfy(line -> assertThat(line).contains("caller").contains("own"));
    }
    assertThat(held.hasReturned()).isFalse();
    assertThat(registrar.runtime().abandoned()).hasSize(1);
    assertThat(registrar.runtime().registrations()).hasSize(1);
    assertThat(held.leaveAndReturn()).isEqualTo("x");
    trace.await("client cleanup");
    client.deregister().await();
    assertThat(trace.ending("cleanup")).containsExactly("client cleanup");
  }

  @Test
  void H5_a_deadline_that_is_met_abandons_nothing() {
    registrar = LocalRegistrar.abandoningAfter(Duration.ofSeconds(20));
    LocalModule own = registrar.module("own");
    provider.registeredWith(own);
    client.registeredWith(registrar);
    own.close();
    assertThat(registrar.runtime().abandoned()).isEmpty();
    assertThat(trace.ending("cleanup")).hasSize(2);
  }

  @Test
  void H5_a_stage_that_never_completes_does_not_outlive_the_deadline() throws Exception {
    registrar = LocalRegistrar.abandoningAfter(Duration.ofMillis(100));
    LocalModule own = registrar.module("own");
    CompletableFuture<Void> never = new CompletableFuture<>();
    provider.registeredWith(own);
    client.detaching(() -> never).registeredWith(registrar);
    Background.run("closing", own::close).get();
    assertThat(registrar.runtime().abandoned().get(0).leftBehind())
        .anySatisfy(line -> assertThat(line).contains("pending detach of client"));
    never.complete(null);
    trace.await("client cleanup");
    assertThat(trace.ending("cleanup")).containsExactly("client cleanup");
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
              if (event.kind() == RuntimeEvent.Kind.DETACHED) {
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

  private void holdACallOf(Side caller) {
    held.by("caller", () -> caller == Side.CLIENT ? client.call("x") : provider.call("x"));
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void H5_the_deadline_holds_for_the_side_that_stayed_as_well(Side leaving) {
    registrar = LocalRegistrar.abandoningAfter(Duration.ofMillis(100));
    LocalModule first = registrar.module("first");
    LocalModule second = registrar.module("second");
    client.answering(held::hold);
    provider.answering(held::hold);
    client.registeredWith(leaving == Side.CLIENT ? first : second);
    provider.registeredWith(leaving == Side.CLIENT ? second : first);
    holdACallOf(leaving.peer());
    Background.run("first", first::close).get();
    Background.run("second", second::close).get();
    assertThat(held.hasReturned()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void H5_an_operator_abandons_it_for_the_side_that_stayed_as_well(Side leaving) {
    registrar = new LocalRegistrar();
    client.answering(held::hold).registeredWith(registrar);
    provider.answering(held::hold).registeredWith(registrar);
    holdACallOf(leaving.peer());
    module(leaving).deregister();
    registrar.runtime().abandon(client.binding().id());
    Deregistration staying = module(leaving.peer()).deregister();
    if (staying.isPending()) {
      registrar.runtime().abandon(client.binding().id());
    }
    assertThatThrownBy(() -> staying.await(Duration.ofSeconds(5)))
        .isInstanceOf(AbandonedException.class);
  }

  @Test
  void H5_closing_the_registrar_gives_up_by_the_deadline_too() {
    registrar = LocalRegistrar.abandoningAfter(Duration.ofMillis(100));
    client.registeredWith(registrar);
    provider.answering(held::hold).registeredWith(registrar);
    holdACallOf(Side.CLIENT);
    Background.run("closing", registrar::close).get();
    assertThat(registrar.runtime().abandoned()).isNotEmpty();
  }
}
