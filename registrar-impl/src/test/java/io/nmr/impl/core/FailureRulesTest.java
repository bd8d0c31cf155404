package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.DetachedException;
import io.nmr.NoInterfaceException;
import io.nmr.Side;
import io.nmr.impl.fixtures.LogCapture;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalRegistrar;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
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

  /**
   * R20 for a throwable that fails again when it is logged, as one does whose message needs a class
   * of a module that is unloaded by now.
   */
  @Nested
  class OfWhatIsThrown {
    /** Cannot be printed. */
    private static final class Unprintable extends RuntimeException {
      private static final long serialVersionUID = 1L;

      @Override
      public String getMessage() {
        throw new NoClassDefFoundError("of a module that is unloaded");
      }
    }

    private final LocalRegistrar registrar = new LocalRegistrar();

    private final Trace trace = new Trace();

    private final TestProvider provider = aProvider(trace);

    private final TestClient client = aClient(trace);

    private TestModule<?> module(Side side) {
      return side == Side.CLIENT ? client : provider;
    }

    private void assertTakenApart() throws Exception {
      provider.registeredWith(registrar);
      client.registeredWith(registrar);
      Deregistration deregistration = provider.deregister();
      assertThat(deregistration.await(Duration.ofSeconds(5))).isTrue();
      assertThat(trace.ending("detach")).containsExactly("client detach", "provider detach");
      assertThat(trace.ending("cleanup")).containsExactly("client cleanup", "provider cleanup");
    }

    private static void fail() {
      throw new Unprintable();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void R20_a_detach_that_throws_what_cannot_be_printed(Side side) throws Exception {
      module(side).onDetach(OfWhatIsThrown::fail);
      assertTakenApart();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void R20_a_stage_that_fails_with_what_cannot_be_printed(Side side) throws Exception {
      module(side).detaching(() -> CompletableFuture.failedFuture(new Unprintable()));
      assertTakenApart();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void R20_a_cleanup_that_throws_what_cannot_be_printed(Side side) throws Exception {
      module(side).onCleanup(OfWhatIsThrown::fail);
      assertTakenApart();
    }

    @Test
    void R7_a_provider_that_declines_with_what_cannot_be_printed() throws Exception {
      provider.attaching(offer -> fail()).registeredWith(registrar);
      client.registeredWith(registrar);
      assertThat(registrar.runtime().bindings()).isEmpty();
      assertThat(provider.deregister().isPending()).isFalse();
    }

    @Test
    void R6_a_client_that_declines_with_what_cannot_be_printed() throws Exception {
      client.beforeAttach(offer -> fail()).registeredWith(registrar);
      provider.registeredWith(registrar);
      assertThat(registrar.runtime().bindings()).isEmpty();
      assertThat(provider.deregister().isPending()).isFalse();
    }
  }
}
