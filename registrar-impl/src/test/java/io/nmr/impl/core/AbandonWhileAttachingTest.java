package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderOffer;
import io.nmr.Side;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.LogCapture;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalRegistrar;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * R7, R8, H5: a side is abandoned while the pair attaches. Neither side has misused anything or
 * failed: the client is told that there is no interface.
 */
@Timeout(30)
class AbandonWhileAttachingTest {
  private final LocalRegistrar registrar = new LocalRegistrar();

  private final Trace trace = new Trace();

  private final TestProvider provider = aProvider(trace);

  private final TestClient client = aClient(trace);

  private final AtomicReference<Throwable> thrown = new AtomicReference<>();

  private final HeldCall held = new HeldCall();

  private TestModule<?> module(Side side) {
    return side == Side.CLIENT ? client : provider;
  }

  /** That side deregisters and is abandoned, which is over at once: nothing of it is left. */
  private void abandon(Side leaving) {
    assertThat(module(leaving).deregister().isPending()).isTrue();
    registrar.runtime().abandon(client.binding().id());
    assertThat(module(leaving).deregister().isPending()).isFalse();
  }

  /** The side that leaves registers first, so that it has its registration by then. */
  private void register(Side leaving) {
    if (leaving == Side.CLIENT) {
      client.registration = registrar.registerClient(TestModule.NPI, this::attachProvider);
      provider.registeredWith(registrar);
    } else {
      provider.registeredWith(registrar);
      client.registration = registrar.registerClient(TestModule.NPI, this::attachProvider);
    }
  }

  private void attachProvider(ProviderOffer<TestModule.Work, TestModule.Tell> offer) {
    thrown.set(catchThrowable(() -> client.attachProvider(offer)));
  }

  private void assertDeclined(Side by) {
    assertThat(thrown.get())
        .isInstanceOf(NoInterfaceException.class)
        .hasMessageStartingWith("binding ")
        .hasMessageEndingWith(" was abandoned");
    assertThat(registrar.runtime().counts().failedCallbacks()).isZero();
    assertThat(registrar.runtime().declines())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.by()).isEqualTo(by);
              assertThat(it.reason()).endsWith(" was abandoned");
            });
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R7_before_the_client_attaches(Side leaving) {
    client.beforeAttach(offer -> abandon(leaving));
    register(leaving);
    assertDeclined(leaving);
    assertThat(trace.ending("is asked by client")).as("the provider").isEmpty();
  }

  /** The context is asked for its dispatch when the offer is still good, and is abandoned then. */
  @ParameterizedTest
  @EnumSource(Side.class)
  void R7_while_the_client_attaches(Side leaving) {
    client.beforeAttach(
        offer ->
            offer.attach(
                new BindingContext<TestModule.Tell>() {
                  @Override
                  public TestModule.Tell dispatch() {
                    abandon(leaving);
                    return what -> what;
                  }
                }));
    register(leaving);
    assertDeclined(leaving);
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R7_while_the_provider_is_asked(Side leaving) throws Exception {
    provider.attaching(offer -> abandon(leaving));
    register(leaving);
    assertDeclined(leaving);
    if (leaving == Side.CLIENT) {
      trace.await("provider cleanup"); // it has said yes, and stays
    }
    assertThat(trace.ending("client detach")).as("R8: its attach threw").isEmpty();
  }

  /** What the end of its deregistration does to the provider comes between the two. */
  @Test
  void R7_between_the_clients_attach_and_the_question_to_the_provider() {
    provider.registeredWith(registrar);
    client.beforeAttach(offer -> ((CoreRegistration) provider.registration).drop());
    client.registration = registrar.registerClient(TestModule.NPI, this::attachProvider);
    assertDeclined(Side.PROVIDER);
  }

  @Test
  void R8_a_second_attach_is_a_misuse_though_the_pair_was_abandoned_meanwhile() {
    provider.registeredWith(registrar);
    client.afterAttach(
        offer -> {
          abandon(Side.PROVIDER);
          offer.attach(BindingContext.of(what -> what));
        });
    client.registration = registrar.registerClient(TestModule.NPI, this::attachProvider);
    assertThat(thrown.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("has been used: attach is for once");
  }

  /** Whoever fails in its own callback is logged for it, abandoned or not (R20). */
  @Test
  void R20_a_client_that_fails_when_it_was_abandoned_is_logged_for_that() {
    provider.registeredWith(registrar);
    client.beforeAttach(
        offer -> {
          abandon(Side.PROVIDER);
          throw new IllegalStateException("its own fault");
        });
    try (LogCapture log = new LogCapture()) {
      client.registeredWith(registrar);
      assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("its own fault"));
    }
    assertThat(registrar.runtime().counts().failedCallbacks()).isEqualTo(1);
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
    registrar.runtime().abandon(client.binding().id());
    assertThat(leaving.isPending()).isFalse();
    held.leaveAndReturn();
    provider.deregister().await();
    assertThat(registrar.runtime().bindings()).isEmpty();
    assertThat(trace.ending("cleanup")).isEmpty();
  }

  @Test
  void H5_a_provider_that_stays_is_cleaned_up_if_it_accepts_after_the_abandon() throws Exception {
    // The provider registers and is held in attachClient; the client leaves by abandon; then the
    // provider accepts, on its own registering thread.
    client.registeredWith(registrar);
    provider.attaching(offer -> held.hold());
    held.by("registering", () -> provider.registeredWith(registrar));
    Deregistration leaving = client.deregister();
    registrar.runtime().abandon(provider.binding().id());
    assertThat(leaving.isPending()).isFalse();
    held.leaveAndReturn();
    provider.deregister().await();
    assertThat(registrar.runtime().bindings()).isEmpty();
    assertThat(client.peers).as("its attach has thrown").isEmpty();
    assertThat(trace.ending("cleanup")).containsExactly("provider cleanup");
  }

  @Test
  void H5_an_offer_that_was_abandoned_does_not_attach() throws Exception {
    provider.registeredWith(registrar);
    client.beforeAttach(offer -> held.hold());
    held.by("registering", () -> client.registeredWith(registrar));
    provider.deregister();
    registrar.runtime().abandon(client.binding().id());
    held.leaveAndReturn();
    assertThat(trace.ending("asked by client")).isEmpty();
    client.deregister().await(); // what is left of the pair ends on a thread of the registrar
    assertThat(trace.lines()).containsExactly("client is offered provider");
  }
}
