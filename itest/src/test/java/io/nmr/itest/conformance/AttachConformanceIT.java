package io.nmr.itest.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.Deregistration;
import io.nmr.DetachCause;
import io.nmr.DetachedException;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderOffer;
import io.nmr.Side;
import io.nmr.itest.fixture.contract.Listener;
import io.nmr.itest.fixture.contract.Work;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R6–R9: how a pair comes to be, or does not. */
class AttachConformanceIT extends Conformance {
  private final AtomicReference<Throwable> thrown = new AtomicReference<>();

  /** Throws whatever it is. */
  @SuppressWarnings("unchecked")
  private static <X extends Throwable> void sneak(Throwable thrown) throws X {
    throw (X) thrown;
  }

  private static Throwable failure(String what) {
    return switch (what) {
      case "checked" -> new IOException("a checked one");
      case "unchecked" -> new IllegalArgumentException("an unchecked one");
      case "error" -> new NoClassDefFoundError("an error");
      default -> new NoInterfaceException("declined");
    };
  }

  /** A client that keeps what its attach throws, and lets it out as well. */
  private Client clientThatKeepsWhatAttachThrows() {
    return client("client")
        .answering(
            offer -> {
              thrown.set(catchThrowable(() -> offer.attach(new Ignorant())));
              throw (NoInterfaceException) thrown.get();
            });
  }

  /** A context that must not be called: R8. */
  private final class Ignorant implements BindingContext<Listener> {
    @Override
    public Listener dispatch() {
      return news -> news;
    }

    @Override
    public CompletionStage<?> detach() {
      osgi.outside.apply("called: detach");
      return BindingContext.super.detach();
    }

    @Override
    public void cleanup() {
      osgi.outside.apply("called: cleanup");
    }
  }

  private void assertDeclined(Side by, String reason) {
    assertThat(runtime().bindings()).isEmpty();
    assertThat(runtime().declines())
        .singleElement()
        .satisfies(
            decline -> {
              assertThat(decline.by()).isEqualTo(by);
              assertThat(decline.client()).isEqualTo("client");
              assertThat(decline.provider()).isEqualTo("provider");
              assertThat(decline.reason()).contains(reason);
            });
  }

  @Test
  void R6_the_client_declines_by_throwing_and_the_provider_is_not_asked() {
    provider("provider").open();

    client("client")
        .beforeAttach(
            offer -> {
              throw new NoInterfaceException("too old");
            })
        .open();

    assertThat(events()).containsExactly("client:offered provider");
    assertDeclined(Side.CLIENT, "too old");
  }

  @Test
  void R6_the_client_declines_by_returning_without_attaching() {
    client("client").answering(offer -> {}).open();

    provider("provider").open();

    assertThat(events()).containsExactly("client:offered provider");
    assertDeclined(Side.CLIENT, "");
  }

  @Test
  void R7_attach_asks_the_provider_on_the_same_thread_and_returns_its_dispatch() {
    Provider provider = provider("provider").open();

    Client client = client("client").open();

    assertThat(osgi.outside.threadAt("provider:asked by client")).isSameAs(Thread.currentThread());
    assertThat(client.call("x")).isEqualTo("provider did x");
    assertThat(provider.call("y")).isEqualTo("client knows y");
  }

  @Test
  void R7_attach_throws_the_providers_reason() {
    provider("provider")
        .attaching(
            offer -> {
              throw new NoInterfaceException("full");
            })
        .open();

    clientThatKeepsWhatAttachThrows().open();

    assertThat(thrown.get()).isInstanceOf(NoInterfaceException.class).hasMessage("full");
    assertDeclined(Side.PROVIDER, "full");
  }

  @ParameterizedTest
  @ValueSource(strings = {"checked", "unchecked", "error"})
  void R7_whatever_else_the_provider_throws_is_the_cause_of_a_decline_and_is_logged(String what) {
    Throwable failure = failure(what);
    provider("provider").attaching(offer -> sneak(failure)).open();

    clientThatKeepsWhatAttachThrows().open();

    assertThat(thrown.get()).isInstanceOf(NoInterfaceException.class).hasCause(failure);
    assertDeclined(Side.PROVIDER, failure.getMessage());
    assertThat(log())
        .anyMatch(line -> line.contains("provider") && line.contains(failure.getMessage()));
  }

  /** The provider has handed the client's dispatch to another thread before it declines. */
  @Test
  void R7_a_provider_that_declines_amid_its_own_call_closes_its_guard_and_counts_as_a_blocker()
      throws Exception {
    Provider provider = provider("provider");
    AtomicReference<Call> call = new AtomicReference<>();
    provider.attaching(
        offer -> {
          call.set(provider.calling("x").isInside());
          throw new NoInterfaceException("after all, no");
        });
    provider.open();
    Client client = client("client").open();

    assertThatThrownBy(() -> provider.call("y")).isInstanceOf(DetachedException.class);
    assertThat(events()).doesNotContain("client:tell y");
    Deregistration deregistration = client.deregister();
    assertThat(deregistration.isPending()).isTrue();
    assertThat(deregistration.blockers())
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.side()).isEqualTo(Side.PROVIDER);
              assertThat(blocker.reason()).isEqualTo(Blocker.Reason.CALL);
            });
    assertThat(call.get().leave()).isEqualTo("client knows x");
    awaitEnd(deregistration);
    assertThat(events()).doesNotContain("client:detach", "client:cleanup", "provider:cleanup");
  }

  @Test
  void R8_a_second_attach_is_an_illegal_state() {
    provider("provider").open();

    Client client =
        client("client")
            .afterAttach(offer -> thrown.set(catchThrowable(() -> offer.attach(new Ignorant()))))
            .open();

    assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
    assertThat(client.call("x")).isEqualTo("provider did x");
    assertThat(osgi.outside.count("provider:asked by client")).isEqualTo(1);
  }

  @Test
  void R8_an_attach_after_the_callback_is_an_illegal_state() {
    provider("provider").open();
    AtomicReference<ProviderOffer<Work, Listener>> kept = new AtomicReference<>();
    client("client").answering(kept::set).open();

    assertThatThrownBy(() -> kept.get().attach(new Ignorant()))
        .isInstanceOf(IllegalStateException.class);

    assertThat(events()).doesNotContain("provider:asked by client");
  }

  @Test
  void R8_an_attach_on_another_thread_is_an_illegal_state() {
    provider("provider").open();

    client("client")
        .answering(
            offer ->
                thrown.set(elsewhere(() -> catchThrowable(() -> offer.attach(new Ignorant())))))
        .open();

    assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
    assertThat(events()).doesNotContain("provider:asked by client");
  }

  @Test
  void R8_a_context_whose_attach_threw_is_never_called_again() {
    Provider provider =
        provider("provider")
            .attaching(
                offer -> {
                  throw new NoInterfaceException("no");
                })
            .open();
    Client client = clientThatKeepsWhatAttachThrows().open();

    client.registration().close();
    provider.registration().close();

    assertThat(thrown.get()).hasMessage("no");
    assertThat(events()).noneMatch(event -> event.startsWith("called: "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"decline", "checked", "unchecked", "error"})
  void R9_a_client_that_throws_after_its_attach_succeeded_leaves_no_half_binding(String what) {
    Provider provider = provider("provider").open();

    Client client = client("client").afterAttach(offer -> sneak(failure(what))).open();

    awaitEvent("provider:cleanup");
    assertThat(events())
        .containsExactly(
            "client:offered provider",
            "provider:asked by client",
            "client:attached to provider",
            "client:detach",
            "provider:detach",
            "client:cleanup",
            "provider:cleanup");
    assertThat(client.binding().detachCause()).contains(DetachCause.ATTACH_FAILED);
    assertThat(provider.binding().detachCause()).contains(DetachCause.ATTACH_FAILED);
    assertThatThrownBy(() -> client.call("x")).isInstanceOf(DetachedException.class);
    assertThatThrownBy(() -> provider.call("x")).isInstanceOf(DetachedException.class);
  }
}
