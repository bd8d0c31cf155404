package io.nmr.impl.core;

import static io.nmr.impl.core.TestClient.aClient;
import static io.nmr.impl.core.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.Deregistration;
import io.nmr.Npi;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import io.nmr.runtime.RegistrationDTO;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Schedules at the edges of a hold and of abandoning. */
@Timeout(60)
class HoldEdgesTest {
  private final Trace trace = new Trace();
  private final TestProvider provider = aProvider(trace);
  private final TestClient client = aClient(trace);
  private final HeldCall held = new HeldCall();

  @Test
  void H8_an_unload_from_inside_goes_on_as_soon_as_the_others_have_left() {
    // Two calls are inside; one of them unloads the module. Both detach stages are pending, so
    // nothing of the account changes when the other call leaves but the call itself.
    LocalRegistrar registrar = LocalRegistrar.abandoningAfter(Duration.ofMinutes(2));
    LocalModule own = registrar.module("own");
    CompletableFuture<Void> stage = new CompletableFuture<>();
    client.detaching(() -> stage).registeredWith(registrar);
    provider
        .detaching(() -> stage)
        .answering(
            what -> {
              if (what.equals("unload")) {
                own.close();
              } else {
                held.hold();
              }
              return what;
            })
        .registeredWith(own);
    held.by("other", () -> client.call("other"));
    Background<String> unloading = Background.start("unloading", () -> client.call("unload"));
    Awaitility.await().until(() -> trace.lines().contains("provider detach"));
    unloading.awaitBlocked();
    assertThat(unloading.isDone()).isFalse();
    held.leaveAndReturn();
    assertThat(unloading.get()).isEqualTo("unload");
    stage.complete(null);
  }

  @Test
  void H3_closing_the_registrar_waits_for_a_module_whose_only_blocker_was_left_out() {
    // A call unloads its own module, which leaves that call out, and is then held. The peer's
    // module is closed first: only the left-out registration remains.
    LocalRegistrar registrar = new LocalRegistrar();
    LocalModule own = registrar.module("own");
    LocalModule peer = registrar.module("peer");
    client.registeredWith(peer);
    provider
        .answering(
            what -> {
              own.close();
              peer.close();
              return held.hold(what);
            })
        .registeredWith(own);
    held.by("caller", () -> client.call("x"));
    Background<Void> closing = Background.run("closing", registrar::close).awaitBlockedOrDone();
    assertThat(closing.isDone()).as("while a call is in progress").isFalse();
    held.leaveAndReturn();
    closing.get();
  }

  @Test
  void H1_an_unload_amid_a_registration_waits_for_it_and_ends_its_offers() {
    // The module's client is held in the offer of the first of two providers.
    LocalRegistrar registrar = new LocalRegistrar();
    LocalModule own = registrar.module("own");
    provider.registeredWith(registrar);
    aProvider(trace).named("second").registeredWith(registrar);
    client.afterAttach(offer -> held.hold());
    held.by("registering", () -> client.registeredWith(own));
    Background<Void> closing = Background.run("closing", own::close);
    Awaitility.await().until(() -> !registrar.runtime().pending().isEmpty());
    assertThat(trace.ending("detach")).isEmpty();
    held.leaveAndReturn();
    closing.get();
    assertThat(trace.ending("cleanup")).containsExactly("client cleanup", "provider cleanup");
    assertThat(trace.ending("second")).isEmpty();
  }

  @Test
  void H5_the_deadline_of_a_hold_begins_with_the_hold() throws Exception {
    // Deregistered by hand and pending for longer than the deadline when the unload begins.
    Duration deadline = Duration.ofSeconds(1);
    LocalRegistrar registrar = LocalRegistrar.abandoningAfter(deadline);
    LocalModule own = registrar.module("own");
    provider.answering(held::hold).registeredWith(own);
    client.registeredWith(registrar);
    held.by("caller", () -> client.call("x"));
    Deregistration deregistration = provider.deregister();
    assertThat(deregistration.await(deadline.plusMillis(50))).isFalse();
    Background<Void> closing = Background.run("closing", own::close);
    closing.awaitBlockedOrDone();
    held.leaveAndReturn();
    closing.get();
    assertThat(registrar.runtime().abandoned()).isEmpty();
  }

  @Test
  void H5_a_deadline_that_fits_into_no_nanoseconds_is_waited_for() {
    LocalRegistrar registrar = LocalRegistrar.abandoningAfter(ChronoUnit.FOREVER.getDuration());
    LocalModule own = registrar.module("own");
    provider.answering(held::hold).registeredWith(own);
    client.registeredWith(registrar);
    held.by("caller", () -> client.call("x"));
    Background<Void> closing = Background.run("closing", own::close).awaitBlockedOrDone();
    assertThat(closing.isDone()).isFalse();
    held.leaveAndReturn();
    closing.get();
    assertThat(registrar.runtime().abandoned()).isEmpty();
  }

  @Test
  void H5_a_provider_that_stays_is_cleaned_up_if_it_accepts_after_the_abandon() throws Exception {
    // The provider registers and is held in attachClient; the client leaves by abandon; then the
    // provider accepts, on its own registering thread.
    LocalRegistrar registrar = new LocalRegistrar();
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
    LocalRegistrar registrar = new LocalRegistrar();
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

  @Test
  void registrations_are_shown_in_order_of_registration_whatever_their_side() {
    LocalRegistrar registrar = new LocalRegistrar();
    client.registeredWith(registrar);
    provider.registeredWith(registrar);
    aClient(trace).named("third").registeredWith(registrar);
    assertThat(registrar.runtime().registrations())
        .extracting(RegistrationDTO::module)
        .containsExactly("client", "provider", "third");
  }

  /** Loads {@link TestModule.Tell} again. */
  private static final class OtherSpace extends ClassLoader {
    OtherSpace() {
      super("the-other-space", HoldEdgesTest.class.getClassLoader());
    }

    Class<?> tell() throws Exception {
      String name = TestModule.Tell.class.getName();
      try (var in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] code = in.readAllBytes();
        return defineClass(name, code, 0, code.length);
      }
    }

    @Override
    public String toString() {
      return getName();
    }
  }

  @Test
  void R4_both_exporters_are_named_when_only_the_clients_dispatch_differs() throws Exception {
    LocalRegistrar registrar = new LocalRegistrar();
    Npi<TestModule.Work, ?> other =
        Npi.of(TestModule.NPI.id(), TestModule.Work.class, new OtherSpace().tell());
    provider.registeredWith(registrar);
    try (LogCapture log = new LogCapture()) {
      registrar.registerClient(other, offer -> trace.add("offered"));
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0)).contains("the-other-space");
    }
  }
}
