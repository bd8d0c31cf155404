package io.nmr.impl.core;

import static io.nmr.impl.core.TestClient.aClient;
import static io.nmr.impl.core.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.DetachedException;
import io.nmr.NoInterfaceException;
import io.nmr.Side;
import io.nmr.local.LocalRegistrar;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** R20: a callback that fails never stops the protocol. */
@Timeout(30)
class FailureRulesTest {
  /** What can be wrong with a detach. */
  enum Wrong {
    EXCEPTION(
        () -> {
          throw new IllegalArgumentException("detach is broken");
        }),
    ERROR(
        () -> {
          throw new AssertionError("detach is broken");
        }),
    FAILED_STAGE(() -> CompletableFuture.failedFuture(new Exception("detach is broken"))),
    CANCELLED_STAGE(
        () -> {
          CompletableFuture<Void> stage = new CompletableFuture<>();
          stage.cancel(false);
          return stage;
        }),
    NULL_STAGE(() -> null),
    BROKEN_STAGE(BrokenStage::new);

    private final Supplier<CompletionStage<?>> detach;

    Wrong(Supplier<CompletionStage<?>> detach) {
      this.detach = detach;
    }
  }

  /** A stage that throws from every method. */
  private static final class BrokenStage extends CompletableFuture<Void> {
    @Override
    public <U> CompletableFuture<U> handle(BiFunction<? super Void, Throwable, ? extends U> fn) {
      throw new IllegalStateException("this stage is broken");
    }

    @Override
    public CompletableFuture<Void> whenComplete(
        BiConsumer<? super Void, ? super Throwable> action) {
      throw new IllegalStateException("this stage is broken");
    }

    @Override
    public CompletableFuture<Void> toCompletableFuture() {
      throw new IllegalStateException("this stage is broken");
    }
  }

  private final LocalRegistrar registrar = new LocalRegistrar();
  private final Trace trace = new Trace();
  private final TestProvider provider = aProvider(trace).named("the-provider");
  private final TestClient client = aClient(trace).named("the-client");
  private final LogCapture log = new LogCapture();

  @AfterEach
  void stopCapturing() {
    log.close();
  }

  private void attach() {
    provider.registeredWith(registrar);
    client.registeredWith(registrar);
    trace.clear();
  }

  private TestModule<?> module(Side side) {
    return side == Side.CLIENT ? client : provider;
  }

  private void assertTakenApart() throws Exception {
    trace.await("the-provider cleanup");
    assertThat(trace.lines())
        .containsExactly(
            "the-client detach",
            "the-provider detach",
            "the-client cleanup",
            "the-provider cleanup");
    assertThatThrownBy(() -> client.call("x")).isInstanceOf(DetachedException.class);
    assertThatThrownBy(() -> provider.call("x")).isInstanceOf(DetachedException.class);
  }

  private void assertLoggedAndCounted(Side failed) {
    assertThat(registrar.runtime().counts().failedCallbacks()).isEqualTo(1);
    assertThat(log.lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(module(failed).name)
                    .containsPattern("\\b" + client.binding().id() + "\\b"));
  }

  @ParameterizedTest
  @EnumSource(Wrong.class)
  void R20_a_client_whose_detach_fails_has_detached(Wrong wrong) throws Exception {
    client.detaching(wrong.detach);
    attach();
    provider.deregister().await();
    assertTakenApart();
    assertLoggedAndCounted(Side.CLIENT);
  }

  @ParameterizedTest
  @EnumSource(Wrong.class)
  void R20_a_provider_whose_detach_fails_has_detached(Wrong wrong) throws Exception {
    provider.detaching(wrong.detach);
    attach();
    client.deregister().await();
    assertTakenApart();
    assertLoggedAndCounted(Side.PROVIDER);
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R20_a_stage_that_fails_later_is_taken_as_done(Side side) throws Exception {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    module(side).detaching(() -> stage);
    attach();
    Deregistration deregistration = provider.deregister();
    assertThat(deregistration.isPending()).isTrue();
    stage.completeExceptionally(new Exception("detach is broken"));
    deregistration.await();
    assertTakenApart();
    assertLoggedAndCounted(side);
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R20_a_cleanup_that_throws_is_done(Side side) throws Exception {
    module(side)
        .onCleanup(
            () -> {
              throw new StackOverflowError("cleanup is broken");
            });
    attach();
    provider.deregister().await();
    assertTakenApart();
    assertLoggedAndCounted(side);
    assertThat(log.thrown()).hasAtLeastOneElementOfType(StackOverflowError.class);
  }

  @Test
  void R20_a_failure_in_one_binding_leaves_the_others_their_turn() throws Exception {
    aClient(trace)
        .named("broken")
        .onDetach(
            () -> {
              throw new AssertionError("detach is broken");
            })
        .registeredWith(registrar);
    client.registeredWith(registrar);
    provider.registeredWith(registrar);
    provider.deregister().await();
    assertThat(trace.ending(" cleanup"))
        .contains("broken cleanup", "the-client cleanup")
        .hasSize(4);
  }

  @Test
  void R20_a_client_that_fails_to_answer_an_offer_does_not_stop_the_registering() {
    aClient(trace)
        .named("broken")
        .beforeAttach(
            offer -> {
              throw new AssertionError("attach is broken");
            })
        .registeredWith(registrar);
    client.registeredWith(registrar);
    provider.registeredWith(registrar);
    assertThat(client.call("x")).isEqualTo("x");
    assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("broken"));
    assertThat(registrar.runtime().counts().failedCallbacks()).isEqualTo(1);
    assertThat(registrar.runtime().declines()).hasSize(1);
  }

  @Test
  void R20_a_dispatch_that_throws_declines() {
    registrar.registerProvider(
        TestModule.NPI,
        offer ->
            new BindingContext<TestModule.Work>() {
              @Override
              public TestModule.Work dispatch() {
                throw new IllegalStateException("dispatch is broken");
              }
            });
    client.registeredWith(registrar);
    assertThat(client.peers).isEmpty();
    assertThat(registrar.runtime().bindings()).isEmpty();
    assertThat(registrar.runtime().declines()).hasSize(1);
  }

  @Test
  void R20_declining_is_no_failure() {
    client.beforeAttach(
        offer -> {
          throw new NoInterfaceException("no");
        });
    attach();
    assertThat(registrar.runtime().counts().failedCallbacks()).isZero();
    assertThat(log.lines()).isEmpty();
  }
}
